using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Hosting;

/// <summary>The base of cmdlets that work on single records: both sides, and what has happened to them.</summary>
public abstract class RecordCmdlet : HSCmdlet
{
    private NotionPageSide? _pages;
    private SupabaseRowSide? _rows;
    private SyncHistory? _history;
    private IReadOnlyDictionary<string, Guid>? _ids;

    /// <summary>Syncs.</summary>
    private protected DatabaseSyncService Service
    {
        get
        {
            Open();
            return new DatabaseSyncService(_pages!, _rows!, Catalog, _ids!, Surroundings);
        }
    }

    /// <summary>Puts things back.</summary>
    private protected PutBack PutBack
    {
        get
        {
            Open();
            return new PutBack(_pages!, _rows!, _history!, Service, Catalog, Surroundings);
        }
    }

    private void Open()
    {
        if (_pages is not null)
        {
            return;
        }

        var notion = Settings.Notion();
        var supabase = Settings.Supabase();
        _ids = Settings.DatabaseIds(Settings.WithId(Catalog.Databases));
        Settings.ThrowIfMissing();
        var client = Connect(supabase);
        (_pages, _rows, _history) = (new NotionPageSide(Connect(notion)), new SupabaseRowSide(client), new SyncHistory(client));
    }
}
