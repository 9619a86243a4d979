using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>A record that was written on one side.</summary>
/// <param name="Database">The database.</param>
/// <param name="Side">The side that was written.</param>
/// <param name="Action">What was done there.</param>
/// <param name="PageId">Its page.</param>
/// <param name="RowId">Its row, if it is known.</param>
/// <param name="Values">The values that it has now, or had when it was deleted, as far as they are known.</param>
public sealed record CarriedRecord(Database Database, Side Side, JournalAction Action, Guid PageId, Guid? RowId, Record Values);
