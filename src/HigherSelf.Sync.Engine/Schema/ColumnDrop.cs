using HigherSelf.Sync.Engine.Backup;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Engine.Schema;

/// <summary>Drops columns that no field of the catalog has, once the rows of their tables are in a backup that is whole.</summary>
/// <param name="access">The way into the database.</param>
/// <param name="supabase">Reads the rows.</param>
/// <param name="environment">Clock and log.</param>
public sealed class ColumnDrop(IDatabaseAccess access, SupabaseClient supabase, SyncEnvironment environment)
{
    /// <summary>Refuses a folder that a backup cannot be written to, before anything is changed.</summary>
    /// <exception cref="SyncException">Something is in it.</exception>
    public static void Check(string folder) => DatabaseBackup.Check(new BackupRequest { Databases = [], Path = folder, Sides = BackupSides.Supabase });

    /// <summary>Backs up and drops, all columns in one transaction.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="folder">Where the backup goes; it must be empty or not there.</param>
    /// <param name="project">The project, for the backup.</param>
    /// <param name="cancellationToken">Stops it; no column is dropped then.</param>
    /// <exception cref="SyncException">The rows could not be backed up, or the database refused; nothing was dropped.</exception>
    public async Task RunAsync(IReadOnlyList<(Database Database, string Column)> columns, string folder, string project, CancellationToken cancellationToken)
    {
        var request = new BackupRequest { Databases = [.. columns.Select(c => c.Database).Distinct()], Path = folder, Sides = BackupSides.Supabase };
        DatabaseBackup.Check(request);
        var backup = new DatabaseBackup(new BackupSources { Supabase = supabase, Project = project }, environment);
        SyncException? error = null;
        await foreach (var _ in backup.RunAsync(request, e => error ??= e, cancellationToken).ConfigureAwait(false))
        {
            // Each table is told of by the folder itself.
        }

        if (error is not null)
        {
            throw error;
        }

        var drops = columns.Select(c => $"alter table public.{Quote(c.Database.Table)} drop column {Quote(c.Column)};");
        try
        {
            await access.RunAsync(string.Join('\n', [.. drops, "notify pgrst, 'reload schema';", "select '' as answer"]), cancellationToken).ConfigureAwait(false);
        }
        catch (SqlException e)
        {
            throw new SyncException(ErrorId.SupabaseMigrationFailed, $"Columns could not be dropped: {e.Said} ({e.SqlState}).",
                "Nothing was dropped. Mend the cause, and run it again with another -BackupPath.", columns[0].Database.Table, e);
        }
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
