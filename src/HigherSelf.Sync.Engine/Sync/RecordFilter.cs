using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Says whether a run looks at a record. It is asked of the page and of the row, and one yes is enough. A record of which it says no is left alone entirely.
/// </summary>
/// <param name="record">The record as one side has it.</param>
/// <param name="cancellationToken">Is cancelled when the run is stopped.</param>
public delegate ValueTask<bool> RecordFilter(FilteredRecord record, CancellationToken cancellationToken);

/// <summary>A record as one side has it.</summary>
/// <param name="Side">The side.</param>
/// <param name="Values">Its values; a field that could not be read is not known in it.</param>
/// <param name="PageId">Its page, if it is known.</param>
/// <param name="RowId">Its row, if it is known.</param>
public sealed record FilteredRecord(Reporting.Side Side, Record Values, Guid? PageId, Guid? RowId)
{
    /// <summary>The database that it is in.</summary>
    public Database Database => Values.Database;
}
