using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>
/// Which relations of a catalog are the two ends of one. Two databases that have exactly one relation to each other, with cardinalities that fit, show
/// the same one from both sides. With more than one either way nobody can tell which belong together, so those stay by themselves.
/// </summary>
internal sealed class RelationPairs
{
    private readonly Dictionary<(string Table, string Column), Field> _otherEnds = [];

    public RelationPairs(IReadOnlyList<Database> databases)
    {
        var relations = databases
            .SelectMany(d => d.Mirrored.Where(f => f is { Type: PropertyType.Relation, Target: not null } && f.Target != d.Table).Select(f => (d.Table, Field: f)))
            .ToLookup(r => (r.Table, r.Field.Target!), r => r.Field);
        foreach (var group in relations)
        {
            var (from, to) = group.Key;
            if (group.Take(2).ToList() is [var one] && relations[(to, from)].Take(2).ToList() is [var other] && Fit(one.Cardinality, other.Cardinality))
            {
                _otherEnds[(from, one.Column)] = other;
            }
        }
    }

    /// <summary>The other end of a relation, a field of its target; null if it has none.</summary>
    public Field? OtherEnd(Database database, Field field) => _otherEnds.GetValueOrDefault((database.Table, field.Column));

    private static bool Fit(string? one, string? other) => one is null || other is null || one switch
    {
        "many-to-one" => other == "one-to-many",
        "one-to-many" => other == "many-to-one",
        _ => other == one,
    };
}
