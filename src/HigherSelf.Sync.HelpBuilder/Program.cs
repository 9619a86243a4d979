using System.Text;
using HigherSelf.Sync.HelpBuilder;

// HigherSelf.Sync.HelpBuilder <folder of the pages> <folder for the help> <name of the MAML file> [<address of the folder of the pages>]
if (args.Length is < 3 or > 4)
{
    Console.Error.WriteLine("HSHELP : error HSHELP: give the folder of the pages, the folder for the help, and the name of the MAML file.");
    return 2;
}

var (source, target, mamlName) = (args[0], args[1], args[2]);
var pages = new List<HelpPage>();
var topics = new Dictionary<string, string>(StringComparer.Ordinal);
var failed = false;
foreach (var file in Directory.EnumerateFiles(source, "*.md").Order(StringComparer.Ordinal))
{
    try
    {
        var text = (await File.ReadAllTextAsync(file).ConfigureAwait(false)).ReplaceLineEndings("\n");
        var name = Path.GetFileNameWithoutExtension(file);
        if (name.StartsWith("about_", StringComparison.Ordinal))
        {
            topics[name] = AboutTopic.Make(file, text);
        }
        else
        {
            pages.Add(CmdletPageReader.Read(file, text));
        }
    }
    catch (HelpSourceException e)
    {
        // One build tells of every page.
        Console.Error.WriteLine(e.Message);
        failed = true;
    }
}

if (failed)
{
    return 1;
}

// What was made of a page that is gone must not be shipped.
if (Directory.Exists(target))
{
    Directory.Delete(target, recursive: true);
}

Directory.CreateDirectory(target);
foreach (var (name, text) in topics)
{
    await File.WriteAllTextAsync(Path.Combine(target, $"{name}.help.txt"), text, new UTF8Encoding(false)).ConfigureAwait(false);
}

// Last, because the build takes it for the sign that all is made.
using (var maml = File.Create(Path.Combine(target, mamlName)))
{
    MamlWriter.Write(pages, maml, args.ElementAtOrDefault(3));
}

return 0;
