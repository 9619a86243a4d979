using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>What Notion lacks of a catalog, and what stays as it is although it does not fit.</summary>
/// <param name="Changes">What is to be done: databases and properties, and then relations, in catalog order.</param>
/// <param name="Notes">What is left to the user, by table.</param>
public sealed record SchemaPlan(IReadOnlyList<SchemaChange> Changes, ILookup<string, string> Notes);

/// <summary>Compares a catalog with what is there in Notion. Pure.</summary>
internal sealed class SchemaPlanner
{
    private readonly IReadOnlyList<Database> _databases;
    private readonly IReadOnlyDictionary<string, DatabaseThere> _there;
    private readonly IReadOnlySet<string> _left;
    private readonly IReadOnlyDictionary<string, DataSourceBinding>? _bindings;
    private readonly RelationPairs _pairs;
    private readonly Dictionary<string, IReadOnlyList<BindingFinding>> _findings = [];
    private readonly List<SchemaChange> _changes = [];
    private readonly List<(string Table, string Note)> _notes = [];

    private SchemaPlanner(
        IReadOnlyList<Database> databases, IReadOnlyDictionary<string, DatabaseThere> there, IReadOnlySet<string> left, IReadOnlyDictionary<string, DataSourceBinding>? bindings)
    {
        _databases = databases;
        _there = there;
        _left = left;
        _bindings = bindings;
        _pairs = new RelationPairs(databases);
    }

    /// <summary>The plan.</summary>
    /// <param name="databases">All databases of the catalog.</param>
    /// <param name="there">Those that are there, by table; the others are to be made.</param>
    /// <param name="left">The tables of databases that cannot be told about: nothing is done to them, and nothing leads to them.</param>
    /// <param name="bindings">How databases were bound last, by table, as far as that is known.</param>
    public static SchemaPlan Plan(
        IReadOnlyList<Database> databases, IReadOnlyDictionary<string, DatabaseThere> there, IReadOnlySet<string> left,
        IReadOnlyDictionary<string, DataSourceBinding>? bindings = null)
    {
        var planner = new SchemaPlanner(databases, there, left, bindings);
        var within = databases.Where(d => !left.Contains(d.Table)).ToList();
        within.ForEach(planner.PlanDatabase);
        within.ForEach(planner.PlanRelations);
        return new SchemaPlan(planner._changes, planner._notes.ToLookup(n => n.Table, n => n.Note));
    }

    private void PlanDatabase(Database database)
    {
        if (!_there.TryGetValue(database.Table, out var there))
        {
            var properties = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
            foreach (var (name, _, definition) in Definitions(database, database.Mirrored))
            {
                properties[name] = definition;
            }

            properties[Database.SupabaseIdProperty] = PropertyDefinition.SupabaseId;
            _changes.Add(new CreateDatabase(database, properties));
            return;
        }

        var outcome = PropertyBinder.Bind(database, there.DatabaseId, there.Schema, BindingOf(database, there));
        _findings[database.Table] = outcome.Findings;
        foreach (var (name, type, definition) in Definitions(database, outcome.Findings.Where(f => f.Property is null).Select(f => f.Field)))
        {
            _changes.Add(new AddProperty(database, name, type, definition));
        }

        foreach (var different in outcome.Findings.Where(f => f.Property is not null))
        {
            Note(database, $"'{different.Property!.Name}' is {different.Property.Type} and should be {different.Field.Type.ToName()}; change the type in Notion, or in the catalog file {database.Table}.json.");
        }

        if (outcome.Binding.SupabaseIdProperty is null && !there.Schema.Properties.ContainsKey(Database.SupabaseIdProperty))
        {
            _changes.Add(new AddProperty(database, Database.SupabaseIdProperty, PropertyType.RichText, PropertyDefinition.SupabaseId));
        }
        else if (outcome.Binding.SupabaseIdProperty is null && there.Schema.Properties[Database.SupabaseIdProperty] is var id)
        {
            Note(database, $"'{id.Name}' is {id.Type} and should be rich_text; rows that are made in Supabase get no pages until it is.");
        }
    }

    private DataSourceBinding? BindingOf(Database database, DatabaseThere there) =>
        _bindings?.GetValueOrDefault(database.Table) is { } binding && binding.DataSourceId == there.Schema.Id ? binding : null;

    /// <summary>Relations come last, because they need the databases that they lead to.</summary>
    private void PlanRelations(Database database)
    {
        foreach (var field in database.Mirrored.Where(f => f.Type == PropertyType.Relation && IsMissing(database, f)))
        {
            var target = field.Target is null ? database : _databases.First(d => d.Table == field.Target);
            if (_left.Contains(target.Table))
            {
                Note(database, $"'{field.Property}' waits for {target.Table}; run Initialize-HSNotion again when that is there.");
                continue;
            }

            if (field.Target is null)
            {
                Note(database, $"'{field.Property}' leads out of the catalog, which does not say where to; it leads to the database itself until you choose another one in Notion.");
            }

            PlanRelation(database, field, target);
        }
    }

    private void PlanRelation(Database database, Field field, Database target)
    {
        if (_pairs.OtherEnd(database, field) is not { } other)
        {
            _changes.Add(new AddRelation(database, field.Property!, target, null));
        }
        else if (!IsMissing(target, other))
        {
            // It is there and leads to this database: as a two-way relation whose end here bears Notion's own name, or by itself.
            _changes.Add(UnnamedEnd(database, target, other) is { } unnamed
                ? new NameOtherEnd(database, unnamed.Id, unnamed.Name, field.Property!)
                : new AddRelation(database, field.Property!, target, null));
        }
        else if (!_changes.OfType<AddRelation>().Any(c => c.Database == target && c.Name == other.Property && c.OtherEnd is not null))
        {
            _changes.Add(new AddRelation(database, field.Property!, target, other.Property));
        }
    }

    private NotionPropertySchema? UnnamedEnd(Database database, Database target, Field other)
    {
        if (!_there.TryGetValue(database.Table, out var here) || !_there.TryGetValue(target.Table, out var there)
            || !there.Schema.Properties.TryGetValue(other.Property!, out var relation) || relation.RelationTarget?.SyncedPropertyId is not { } id)
        {
            return null;
        }

        var end = here.Schema.Properties.Values.FirstOrDefault(p => p.Id == id);
        return end is not null && end.Name == NameOtherEnd.GivenByNotion(there.Title, relation.Name) ? end : null;
    }

    private bool IsMissing(Database database, Field field) =>
        !_findings.TryGetValue(database.Table, out var findings) || findings.Any(f => f.Field == field && f.Property is null);

    private List<(string Name, PropertyType Type, JsonObject Definition)> Definitions(Database database, IEnumerable<Field> fields)
    {
        var definitions = new List<(string, PropertyType, JsonObject)>();
        foreach (var field in fields.Where(f => f.Type != PropertyType.Relation))
        {
            if (PropertyDefinition.Of(field) is { } definition)
            {
                definitions.Add((field.Property!, field.Type, definition));
            }
            else
            {
                Note(database, $"'{field.Property}' is of type {field.Type.ToName()}, which only a person can make; add it in Notion.");
            }
        }

        return definitions;
    }

    private void Note(Database database, string note) => _notes.Add((database.Table, note));
}
