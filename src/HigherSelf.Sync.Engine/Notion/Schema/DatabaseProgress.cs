using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>How far a database has come while Notion is set up.</summary>
internal sealed class DatabaseProgress(Database database)
{
    private bool _isMade;

    public Database Database { get; } = database;

    public Guid? DatabaseId { get; private set; }

    public Guid? DataSourceId { get; private set; }

    public List<string> Added { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>What went wrong with this database; nothing more is done to it then.</summary>
    public SyncException? Error { get; private set; }

    public void Found(Guid databaseId, Guid dataSourceId) => (DatabaseId, DataSourceId) = (databaseId, dataSourceId);

    public void Made(Guid databaseId, Guid dataSourceId, IEnumerable<string> properties)
    {
        Found(databaseId, dataSourceId);
        _isMade = true;
        Added.AddRange(properties);
    }

    /// <summary>Does a step, and keeps its error if it is one of this database; the others go on.</summary>
    public async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (SyncException e) when (e.Id is not (ErrorId.NotionUnauthorized or ErrorId.NotionBlocked or ErrorId.NotionUnreachable))
        {
            Error = e.Target == Database.Table ? e : new SyncException(e.Id, $"{Database.Table}: {e.Cause}", e.NextStep, Database.Table, e);
        }
    }

    /// <summary>What came of it; null if it is not there and was not to be made.</summary>
    public HSNotionDatabase? ToResult() => DatabaseId is null && Error is null ? null : new HSNotionDatabase
    {
        Database = Database.Table,
        Title = Database.Title,
        Status = Error is not null ? NotionSetUpStatus.Failed
            : _isMade ? NotionSetUpStatus.Created
            : Added.Count > 0 ? NotionSetUpStatus.Extended
            : NotionSetUpStatus.Unchanged,
        NotionId = DatabaseId,
        IdVariable = Database.IdVariable,
        Added = Added,
        Notes = Notes,
        Error = Error?.Cause,
        ErrorId = Error?.Id.ToString(),
        NextStep = Error?.NextStep,
    };
}
