using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Hears how a run goes on. Calls come from several threads at once.</summary>
public interface ISyncObserver
{
    /// <summary>A dry run has found something that a real one would do.</summary>
    void Plan(PlannedChange change);

    /// <summary>So many pages of a database have been read, and so many records settled.</summary>
    void Progress(Database database, int read, int settled);
}

/// <summary>An observer that hears nothing.</summary>
public sealed class NoObserver : ISyncObserver
{
    public static NoObserver Instance { get; } = new();

    public void Plan(PlannedChange change)
    {
    }

    public void Progress(Database database, int read, int settled)
    {
    }
}

/// <summary>Something that a run would do.</summary>
/// <param name="Database">The database.</param>
/// <param name="Action">"Create row", "Update page", ...: what and where.</param>
/// <param name="PageId">The page, or null if it is to be made.</param>
/// <param name="RowId">The row, or null if it is to be made.</param>
/// <param name="Title">The title of the record.</param>
/// <param name="Fields">The columns that change.</param>
/// <param name="Reason">Why, as a sentence.</param>
public sealed record PlannedChange(Database Database, string Action, Guid? PageId, Guid? RowId, string Title, IReadOnlyList<string> Fields, string Reason);
