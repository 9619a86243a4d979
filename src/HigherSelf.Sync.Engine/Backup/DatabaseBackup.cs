using System.Runtime.CompilerServices;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>
/// Writes what both sides hold into files, record by record. It writes nothing into either side. The two are read one after the other while people go on
/// working, so a backup is no single moment: it says when it began and ended.
/// </summary>
/// <param name="sources">Where it reads.</param>
/// <param name="environment">Clock and ids.</param>
public sealed class DatabaseBackup(BackupSources sources, SyncEnvironment environment)
{
    /// <summary>Looks whether a backup may be written where it is to be written; changes nothing.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.BackupFolderTaken"/>: it may not.</exception>
    public static void Check(BackupRequest request) => BackupFolder.Check(request.Path, request.Replace);

    /// <summary>
    /// Backs databases up and gives each when all of them are in place. One that cannot be read is told of, and the others are kept; but a backup that was
    /// there is replaced by a whole one only.
    /// </summary>
    /// <param name="request">What and where to.</param>
    /// <param name="report">Hears of what is missing.</param>
    /// <param name="cancellationToken">Stops it; nothing that was there is touched then.</param>
    /// <exception cref="SyncException">The folder is taken, or nothing at all can be read.</exception>
    public async IAsyncEnumerable<HSBackup> RunAsync(
        BackupRequest request, Action<SyncException> report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var startedAt = environment.Time.GetUtcNow();
        var folder = BackupFolder.Open(request.Path, request.Replace);
        var done = new List<HSBackup>();
        foreach (var database in request.Databases)
        {
            try
            {
                done.Add(await WriteAsync(folder, database, request, cancellationToken).ConfigureAwait(false));
            }
            catch (SyncException e) when (ConcernsOne(e))
            {
                folder.Drop([BackupNames.Catalog(database.Table), BackupNames.Records(database.Table, Side.Notion), BackupNames.Records(database.Table, Side.Supabase)]);
                report(e);
            }
        }

        if (done.Count < request.Databases.Count && (request.Replace || done.Count == 0))
        {
            folder.Drop(folder.Written.Select(f => f.Name));
            throw new SyncException(ErrorId.BackupIncomplete,
                $"{request.Path}: {request.Databases.Count - done.Count} of {request.Databases.Count} databases could not be read, and no backup was written."
                    + (request.Replace ? " What was in the folder is as it was." : ""),
                request.Replace ? "Mend what the other errors say, or name an empty folder to keep the rest." : "Mend what the other errors say.", request.Path);
        }

        await folder.CompleteAsync(
            new BackupManifest
            {
                Kind = BackupManifest.TheKind,
                Format = BackupManifest.TheFormat,
                Module = typeof(DatabaseBackup).Assembly.GetName().Version!.ToString(3),
                StartedAt = startedAt,
                EndedAt = environment.Time.GetUtcNow(),
                Project = request.Includes(Side.Supabase) ? sources.Project : null,
                Files = folder.Written,
            },
            cancellationToken).ConfigureAwait(false);
        foreach (var database in done)
        {
            if (database.Unreadable > 0)
            {
                report(new SyncException(ErrorId.BackupIncomplete,
                    $"{database.Database}: {database.Unreadable} pages could not be read, or not all of them; the others are in the backup.",
                    $"Look for \"unread\" in {BackupNames.Records(database.Database, Side.Notion)}, and run Compare-HSDatabase {database.Database}.", database.Database));
            }

            yield return database;
        }
    }

    private async Task<HSBackup> WriteAsync(BackupFolder folder, Database database, BackupRequest request, CancellationToken cancellationToken)
    {
        var started = environment.Time.GetTimestamp();
        var files = new List<BackupFile>
        {
            await folder.WriteAsync(BackupNames.Catalog(database.Table), f => f.WriteRawAsync(database.Source, cancellationToken), cancellationToken).ConfigureAwait(false),
        };
        var unreadable = 0;
        BackupFile? pages = null;
        if (request.Includes(Side.Notion))
        {
            pages = await folder.WriteAsync(
                BackupNames.Records(database.Table, Side.Notion),
                async file => unreadable = await WritePagesAsync(file, database, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            files.Add(pages);
        }

        BackupFile? rows = null;
        if (request.Includes(Side.Supabase))
        {
            rows = await folder.WriteAsync(
                BackupNames.Records(database.Table, Side.Supabase), file => WriteRowsAsync(file, database, cancellationToken), cancellationToken).ConfigureAwait(false);
            files.Add(rows);
        }

        folder.Keep(files);
        return new HSBackup
        {
            Database = database.Table,
            Pages = (int?)pages?.Lines,
            Rows = (int?)rows?.Lines,
            Unreadable = unreadable,
            Path = request.Path,
            Duration = environment.Time.GetElapsedTime(started),
        };
    }

    /// <returns>How many pages could not be read, or not all of them.</returns>
    private async Task<int> WritePagesAsync(LineFile file, Database database, CancellationToken cancellationToken)
    {
        var run = new SyncRun(environment.NewId(), SyncDirection.NotionToSupabase, environment.Holder, DryRun: true);
        var state = sources.Supabase is { } supabase ? new SupabaseRowSide(supabase) : null;
        var binding = await KnownBinding.FindAsync(sources.Pages!, state, database, sources.NotionIds[database.Table], run, cancellationToken).ConfigureAwait(false);

        // A long scan may give a page twice: 16 bytes a page are the only thing that grows.
        var seen = new HashSet<Guid>();
        var unreadable = 0;
        await foreach (var batch in sources.Pages!.ReadAsync(binding, null, cancellationToken).ConfigureAwait(false))
        {
            unreadable += batch.Failures.Count(f => seen.Add(f.RecordId));
            foreach (var page in batch.Pages.Where(p => seen.Add(p.Id)))
            {
                unreadable += page.Unread.Count > 0 ? 1 : 0;
                await file.WriteLineAsync(PageLine.Of(page), cancellationToken).ConfigureAwait(false);
            }
        }

        return unreadable;
    }

    private async Task WriteRowsAsync(LineFile file, Database database, CancellationToken cancellationToken)
    {
        await foreach (var batch in new TableRows(sources.Supabase!).ReadAsync(database.Table, cancellationToken).ConfigureAwait(false))
        {
            foreach (var row in batch)
            {
                await file.WriteLineAsync(row.GetRawText(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>True if other databases may be well.</summary>
    private static bool ConcernsOne(SyncException error) => error.Id is ErrorId.NotionNotShared or ErrorId.NotionPropertyMissing
        or ErrorId.NotionPropertyTypeDiffers or ErrorId.NotionScanIncomplete or ErrorId.NotionRejected or ErrorId.ConfigurationInvalid or ErrorId.SupabaseSchemaMissing
        or ErrorId.SupabaseRejected;
}
