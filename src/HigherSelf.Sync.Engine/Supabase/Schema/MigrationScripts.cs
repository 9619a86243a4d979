using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// Migrations as files that `supabase db push` applies: supabase/migrations/&lt;yyyyMMddHHmmss&gt;_&lt;name&gt;.sql. A file that was written is never
/// changed; what has changed since becomes a later file.
/// </summary>
/// <param name="projectFolder">The folder of the Supabase project, with or without a folder supabase in it yet.</param>
/// <param name="time">The clock that files are named after.</param>
public sealed partial class MigrationScripts(string projectFolder, TimeProvider time)
{
    private const string VersionFormat = "yyyyMMddHHmmss";

    /// <summary>Where the files are.</summary>
    public string Folder { get; } = Path.Combine(projectFolder, "supabase", "migrations");

    /// <summary>Where each migration is, or would be written, in their order.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.ScriptNotWritten"/>: the files that are there cannot be read.</exception>
    public IReadOnlyList<MigrationScript> Plan(IReadOnlyList<Migration> migrations) => Guard(() =>
    {
        List<(string Version, string Name, string Path)> there = Directory.Exists(Folder)
            ? [.. from path in Directory.EnumerateFiles(Folder, "*.sql")
                  let match = FileName().Match(Path.GetFileName(path))
                  where match.Success
                  orderby match.Groups["version"].Value.PadLeft(20, '0')
                  select (match.Groups["version"].Value, match.Groups["name"].Value, path)]
            : [];
        var last = there.Count == 0 ? null : there[^1].Version;
        var planned = new List<MigrationScript>();
        foreach (var migration in migrations)
        {
            var text = Write(migration);

            // Only the last one of its purpose counts: a catalog may go back to what it was.
            var latest = there.FindLast(f => IsOf(f.Name, migration));
            if (latest.Path is { } path && File.ReadAllText(path).ReplaceLineEndings("\n") == text)
            {
                planned.Add(new MigrationScript(migration, path, text, IsNew: false));
                continue;
            }

            last = Next(last);
            planned.Add(new MigrationScript(migration, Path.Combine(Folder, $"{last}_{migration.Name}.sql"), text, IsNew: true));
        }

        return planned;
    });

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.ScriptNotWritten"/>.</exception>
    public Task WriteAsync(MigrationScript script, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        Directory.CreateDirectory(Folder);
        var beside = Path.Combine(Folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            await File.WriteAllTextAsync(beside, script.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken).ConfigureAwait(false);
            File.Move(beside, script.Path, overwrite: false);
        }
        finally
        {
            File.Delete(beside);
        }
    });

    /// <summary>What a file holds: the migration, and the note that it was applied, by which every way finds nothing more to do.</summary>
    private static string Write(Migration migration) => $"{migration.Sql.TrimEnd('\n')}\n\n{MigrationSql.NoteApplied(migration)}\n";

    private static bool IsOf(string name, Migration migration) =>
        name.Length == migration.Name.Length && name.StartsWith(migration.Purpose + "_", StringComparison.Ordinal);

    /// <summary>Now, or one second after the last file: two files have never the same version.</summary>
    private string Next(string? last)
    {
        var now = time.GetUtcNow().UtcDateTime.ToString(VersionFormat, CultureInfo.InvariantCulture);
        return last is null || string.CompareOrdinal(now.PadLeft(20, '0'), last.PadLeft(20, '0')) > 0 ? now
            : DateTime.TryParseExact(last, VersionFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment.AddSeconds(1).ToString(VersionFormat, CultureInfo.InvariantCulture)
            : (decimal.Parse(last, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(e);
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(e);
        }
    }

    private SyncException NotWritten(Exception e) => new(
        ErrorId.ScriptNotWritten, $"{Folder}: the migration files could not be written: {e.Message}", "Mend that, or name another folder with -OutputPath.", Folder, e);

    [GeneratedRegex(@"^(?<version>[0-9]{1,20})_(?<name>.*)\.sql$", RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();
}

/// <summary>A migration and its file.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Path">The full path of its file.</param>
/// <param name="Text">What the file holds.</param>
/// <param name="IsNew">False if it is there already.</param>
public sealed record MigrationScript(Migration Migration, string Path, string Text, bool IsNew);
