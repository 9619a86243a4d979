using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Hosting;

/// <summary>The base of cmdlets that carry what has changed: which way, and how what comes of it is told.</summary>
public abstract class SyncCmdlet : PolicyCmdlet
{
    // A SyncDirection; see ModuleInitializer for why no field is of that type.
    private int _direction = (int)SyncDirection.Bidirectional;

    /// <summary>Which way records go.</summary>
    [Parameter]
    public SyncDirection Direction
    {
        get => (SyncDirection)_direction;
        set => _direction = (int)value;
    }

    /// <summary>Every page is read when the last time is this long ago.</summary>
    [Parameter]
    public TimeSpan FullScanEvery { get; set; } = TimeSpan.FromDays(1);

    /// <summary>What is asked of a run: all databases under -WhatIf, and otherwise those that were agreed to.</summary>
    private protected async Task<SyncRequest> RequestAsync(IReadOnlyList<Database> databases, string what) => new()
    {
        Databases = IsWhatIf ? databases : await AcceptedAsync(databases, what).ConfigureAwait(false),
        Direction = Direction,
        Policy = Policy,
        Filter = RecordFilter,
        MaxDeletePercent = MaxDeletePercent,
        Force = Force,
        FullScanEvery = FullScanEvery,
        DryRun = IsWhatIf,
    };

    /// <summary>Does what is asked, and shows how far it is.</summary>
    private protected IAsyncEnumerable<HSSyncResult> CarryAsync(BothSides sides, SyncRequest request, CancellationToken cancellationToken)
    {
        ((CmdletObserver)Surroundings.Observer).Begin(request.Databases.Count, sides.Pacer);
        return sides.ServiceFor(Catalog, Surroundings).SyncAsync(request, cancellationToken);
    }

    /// <summary>Tells what came of a database: its result, and its error if it has one.</summary>
    private protected void Tell(HSSyncResult result)
    {
        var observer = (CmdletObserver)Surroundings.Observer;
        observer.SumUp(result.Database);
        observer.Done(result.Database);
        ReportErrorOf(result);
        if (result.NewProperties.Count > 0)
        {
            Say(() => WriteWarning($"{result.Database}: new in Notion and not synced: {string.Join(", ", result.NewProperties.Select(p => $"'{p}'"))}. Update-HSSchema {result.Database} adds a field and a column."));
        }

        if (!result.WhatIf)
        {
            ProcessWide.NoteRun(result.RunId, $"{result.Database} {result.Status}");
            Emit(result);
        }
    }

    private async Task<IReadOnlyList<Database>> AcceptedAsync(IReadOnlyList<Database> databases, string what)
    {
        var accepted = new List<Database>();
        foreach (var database in databases)
        {
            if (await ShouldAsync(database.Table, Direction switch
            {
                SyncDirection.NotionToSupabase => $"{what} from Notion to Supabase",
                SyncDirection.SupabaseToNotion => $"{what} from Supabase to Notion",
                _ => $"{what} both ways",
            }).ConfigureAwait(false))
            {
                accepted.Add(database);
            }
        }

        return accepted;
    }
}
