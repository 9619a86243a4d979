using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Schema;

/// <summary>What was read of the schemas, and what was found in them.</summary>
/// <param name="Notion">By table; null for a database that cannot be read.</param>
/// <param name="Findings">One database after another, errors first.</param>
public sealed record SchemaLook(IReadOnlyDictionary<string, NotionSchema?> Notion, IReadOnlyList<HSSchemaFinding> Findings);
