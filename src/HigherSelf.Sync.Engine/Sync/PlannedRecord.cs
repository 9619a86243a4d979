using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>A record and what was decided to do for it.</summary>
/// <param name="Database">The database.</param>
/// <param name="Page">Its page as it was read or, of one that nobody has edited since, as both sides last agreed; null for none.</param>
/// <param name="Row">Its row; null for none.</param>
/// <param name="Decision">What is to be done.</param>
public sealed record PlannedRecord(Database Database, Page? Page, Row? Row, Decision Decision);
