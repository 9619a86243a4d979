using System.Diagnostics;
using System.Globalization;

namespace HigherSelf.Sync.Simulation;

/// <summary>A fault to be planted in the engine.</summary>
/// <param name="Name">What it does.</param>
/// <param name="File">The file, in src/HigherSelf.Sync.Engine.</param>
/// <param name="Text">What stands there.</param>
/// <param name="Instead">What is put in its place.</param>
internal sealed record Mutant(string Name, string File, string Text, string Instead);

/// <summary>
/// Plants faults in a copy of the engine, one at a time, and hunts for them: a simulation that finds none of them proves nothing.
/// </summary>
internal static class Mutants
{
    private const int MostHistories = 250_000;

    private static readonly Mutant[] All =
    [
        new("the earlier edit wins", "Sync/Planner.cs", "row.EditedAt.FloorToMinute() > page.EditedAt", "row.EditedAt.FloorToMinute() < page.EditedAt"),
        new("Supabase wins a tie", "Sync/Planner.cs", "row.EditedAt.FloorToMinute() > page.EditedAt", "row.EditedAt.FloorToMinute() >= page.EditedAt"),
        new("a delete beats an edit of the row", "Sync/Planner.cs", "when IsChanged(row!.Record, link.Base) => PageAgain", "when false => PageAgain"),
        new("a delete beats an edit of the page", "Sync/Planner.cs", "when IsChanged(page!.Record, link.Base) =>", "when false =>"),
        new("a row that was put back is deleted again", "Sync/Planner.cs", "when link!.RowHasReturned => PageAgain", "when link is null => PageAgain"),
        new("the echo check is removed", "Sync/Comparison.cs", "if (onPage != before &&", "if (onPage != onRow &&"),
        new("a field that both sides changed to the same is not noted", "Sync/Comparison.cs", "if (onPage != agreed ||", "if (onPage != onRow ||"),
        new("what a column cannot hold is not noted", "Sync/Comparison.cs", "if (onPage != agreed || !hasSameExtra)", "if (onPage != agreed)"),
        new("an edit of what a column cannot hold is forgotten by a one-way run", "Sync/Carrier.cs", "record.Decision.Conflict.Count == 0 && !record.HasUnnotedExtras", "record.Decision.Conflict.Count == 0"),
        new("what Notion derives is not carried", "Sync/Comparison.cs", "Derived.Add(field);\n            Notes.Add(field);", "Derived.Add(field);"),
        new("the intent of a page is not written", "Sync/PageWriter.cs", "context.Outbox.AddIntent(record.Row!.Id);", ""),
        new("what is overwritten is not announced", "Sync/PageWriter.cs", "JournalAction.Update, record.Page!.Id, record.Row!.Id,\n                    [.. changes.Select(c => (c.Field, record.Page.Record[c.Field] ?? FieldValue.Empty))]", "JournalAction.Update, record.Page!.Id, record.Row!.Id,\n                    []"),
        new("a doubtful page is not looked for", "Sync/RowIntake.cs", "return found.Count == 0 && context.State.Now - intendedAt >= DoubtLasts;", "context.LookAgain.Clear();\n        return true;"),
        new("a page that may differ is taken for unedited", "Sync/RowIntake.cs", "IsPending: false, RowHasReturned", "RowHasReturned"),
        new("a page that could not be read is forgotten", "Sync/CycleContext.cs", "Outbox.AddPending(pageId);\n", ""),
        new("a page that was decided on is taken for unedited", "Sync/Carrier.cs", "_context.HandledRows.Add(rowId);", ""),
        new("404 is taken for deleted", "Sync/MissingPages.cs", "context.Fail(link.PageId, PageNotFound);", "moved.Add(link);"),
        new("an unshared target is taken for empty", "Sync/UnprovenRelations.cs", "if (!isReadable)", "if (isReadable && !isReadable)"),
        new("a note of what Notion has taken is forgotten", "Sync/Outbox.cs", "if (_writes.TryGetValue(pageId, out var write) && write.Anyway)", "if (_writes.TryGetValue(pageId, out var write) && write is null)"),
        new("the window does not overlap", "Sync/RunOfDatabase.cs", "TimeSpan.FromMinutes(3)", "TimeSpan.FromMinutes(-1)"),
        new("the watermark is the end of the scan", "Sync/PageChunks.cs", "AsOf ??= batch.AsOf;", "AsOf = batch.AsOf?.AddMinutes(4);"),
        new("no complete scan is ever due", "Sync/RunOfDatabase.cs", "_state.Now - _state.FullScanAt >= _request.FullScanEvery", "_state.Now < _state.FullScanAt"),
        new("an empty relation is believed at a first meeting", "Sync/UnprovenRelations.cs", "if (page.InTrash)", "if (link is null || page.InTrash)"),
        new("a look that was for other pages is forgotten", "Sync/Freshness.cs", "_edited.Add(page.Id);", ""),
        new("pages are not looked at afresh", "Sync/Freshness.cs", "if (_asOf is { } asOf && (IsStale || _writes + pageIds.Count > MostWrites))", "if (_asOf is { } asOf && _writes < 0)"),
    ];

    public static int Hunt(Options options)
    {
        var root = FindRoot();
        var scratch = Directory.CreateTempSubdirectory("hs-mutants-");
        var (caught, survived) = (0, 0);
        if (All.Where(m => !CanBePlanted(m, root)).ToList() is { Count: > 0 } lost)
        {
            throw new InvalidOperationException($"Their places in the engine are gone: {string.Join("; ", lost.Select(m => m.Name))}");
        }

        try
        {
            Copy(root, scratch.FullName);
            foreach (var mutant in All.Where(m => m.Name.Contains(options.Mutant, StringComparison.OrdinalIgnoreCase)))
            {
                var (file, original) = SourceOf(mutant, scratch.FullName);
                File.WriteAllText(file, original.Replace(mutant.Text, mutant.Instead, StringComparison.Ordinal));
                var histories = HuntOne(scratch.FullName, options.Seed);
                File.WriteAllText(file, original);
                Console.WriteLine(histories is null ? $"SURVIVED {MostHistories} histories: {mutant.Name}" : $"caught after {histories,6} histories: {mutant.Name}");
                _ = histories is null ? survived++ : caught++;
            }
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        Console.WriteLine($"caught: {caught}, survived: {survived}");
        return survived == 0 ? 0 : 1;
    }

    /// <summary>True if the place where a fault is planted is still there.</summary>
    private static bool CanBePlanted(Mutant mutant, string root) =>
        SourceOf(mutant, root) is var (_, text) && text.Contains(mutant.Text, StringComparison.Ordinal);

    private static (string File, string Text) SourceOf(Mutant mutant, string root)
    {
        var file = Path.Combine(root, "src", "HigherSelf.Sync.Engine", mutant.File);
        return (file, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    /// <summary>In how many histories a fault shows; null if it does not.</summary>
    private static int? HuntOne(string root, int seed)
    {
        var project = Path.Combine(root, "tests", "HigherSelf.Sync.Simulation");
        if (Run(root, "build", "-c", "Release", "-v", "quiet", "--nologo", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false", project) is { ExitCode: not 0 } built)
        {
            throw new InvalidOperationException($"The engine does not build with the fault in it:{Environment.NewLine}{built.Output}");
        }

        var (exitCode, output) = Run(root, "run", "-c", "Release", "--no-build", "--project", project, "--", "--histories", MostHistories.ToString(CultureInfo.InvariantCulture),
            "--seed", seed.ToString(CultureInfo.InvariantCulture), "--quiet", "--first");
        return exitCode == 1 ? FirstSeedOf(output) - seed + 1 : null;
    }

    /// <summary>The last line of the program names the histories that broke a promise, the first one first.</summary>
    private static int FirstSeedOf(string output) => int.Parse(output.Trim().Split('\n')[^1].Split(' ')[1], CultureInfo.InvariantCulture);

    private static (int ExitCode, string Output) Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HigherSelf.Sync.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The repository is not above this program.");
    }

    /// <summary>What the simulation needs to be built.</summary>
    private static void Copy(string root, string scratch)
    {
        foreach (var file in Directory.EnumerateFiles(root).Where(f => !f.EndsWith(".sln", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(scratch, Path.GetFileName(file)));
        }

        foreach (var folder in new[] { "src/HigherSelf.Sync.Engine", "tests/HigherSelf.Sync.Simulation" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(scratch, folder, Path.GetRelativePath(Path.Combine(root, folder), file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }

        foreach (var file in new[] { "tests/Directory.Build.props", "module/HigherSelf.Sync.psd1" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(scratch, file))!);
            File.Copy(Path.Combine(root, file), Path.Combine(scratch, file));
        }
    }
}
