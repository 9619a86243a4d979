using System.Text;
using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Configuration;

/// <summary>Writes ids into a file of NAME=value lines. Everything else in it stays as it is, to the byte.</summary>
public static partial class EnvFile
{
    /// <summary>The text with the ids in it. A line that names the id already, in whatever form, is left alone; a name that is not there comes to the end.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="ids">The ids, by name.</param>
    public static string Set(string text, IReadOnlyList<(string Name, Guid Id)> ids)
    {
        var missing = ids.ToDictionary(i => i.Name, i => i.Id, StringComparer.Ordinal);
        var set = Line().Replace(text, line =>
        {
            var found = ids.FirstOrDefault(i => i.Name == line.Groups["name"].Value);
            if (found.Name is null)
            {
                return line.Value;
            }

            missing.Remove(found.Name);
            var isSame = NotionId.TryParse(line.Groups["value"].Value.Trim('"', '\''), out var before) && before == found.Id;
            return isSame ? line.Value : $"{line.Groups["head"].Value}{found.Id:D}{line.Groups["rest"].Value}";
        });

        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var added = string.Concat(ids.Where(i => missing.ContainsKey(i.Name)).Select(i => $"{i.Name}={i.Id:D}{end}"));
        return added.Length == 0 || set.Length == 0 || set[^1] is '\n' or '\r' ? set + added : set + end + added;
    }

    /// <summary>True if writing the ids would change the file.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.FileNotWritten"/>: the file cannot be read.</exception>
    public static bool Differs(string path, IReadOnlyList<(string Name, Guid Id)> ids)
    {
        var before = Read(path);
        return Set(before, ids) != before;
    }

    /// <summary>Writes the ids into the file; it is there whole, or as it was before. A new one is for its owner only.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="ids">The ids, by name.</param>
    /// <param name="cancellationToken">Ends the writing; the file stays as it was.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.FilePathInvalid"/> or <see cref="ErrorId.FileNotWritten"/>.</exception>
    public static async Task WriteAsync(string path, IReadOnlyList<(string Name, Guid Id)> ids, CancellationToken cancellationToken)
    {
        var before = Read(path);
        var after = Set(before, ids);
        if (after == before)
        {
            return;
        }

        try
        {
            await WholeFile.WriteAsync(path, Encoding.Latin1.GetBytes(after), overwrite: true, WholeFile.Private, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(path, e.Message, e);
        }
    }

    /// <summary>Tells before any work is done what would keep the file from being written.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.FilePathInvalid"/> or <see cref="ErrorId.FileNotWritten"/>.</exception>
    public static void Check(string path) => Read(path);

    /// <summary>Each byte as one character, so that what is not understood comes back as it was.</summary>
    private static string Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new SyncException(ErrorId.FilePathInvalid, $"{path} is a folder.", "Name a file in it with -EnvFile.", path);
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new SyncException(ErrorId.FilePathInvalid, $"{path}: there is no such folder.", "Make it, or name another file with -EnvFile.", path);
        }

        try
        {
            var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
            return bytes is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
                ? Encoding.Latin1.GetString(bytes)
                : throw NotWritten(path, "it is UTF-16.", null, "Save it as UTF-8 first.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(path, e.Message, e);
        }
    }

    private static SyncException NotWritten(string path, string cause, Exception? inner, string nextStep = "Mend that, or name another file with -EnvFile.") =>
        new(ErrorId.FileNotWritten, $"{path} could not be written: {cause}", nextStep, path, inner);

    /// <summary>NAME=value, perhaps with export before and a comment behind; a mark at the beginning of the file is no part of the name.</summary>
    [GeneratedRegex("""^(?<head>(?:\u00EF\u00BB\u00BF)?[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*)(?<value>"[^"\r\n]*"|'[^'\r\n]*'|(?:[^\s#][^\r\n]*?)?)(?<rest>[ \t]*(?:[ \t]#[^\r\n]*)?)(?=[\r\n]|\z)""", RegexOptions.Multiline)]
    private static partial Regex Line();
}
