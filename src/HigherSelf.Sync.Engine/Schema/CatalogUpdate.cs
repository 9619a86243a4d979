using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Notion.Schema;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Schema;

/// <summary>
/// Makes the catalog file of a database follow its Notion database: new properties become fields, renamed ones keep theirs, and one of another type gets a new column
/// while the old one stays as it is. It is pure, and takes nothing away.
/// </summary>
public sealed class CatalogUpdate
{
    private readonly Database _database;
    private readonly NotionDataSource _source;
    private readonly FieldDraft _draft;
    private readonly SqlNames _columns;
    private readonly CatalogText _text;
    private readonly List<HSSchemaChange> _changes = [];
    private readonly List<HSSchemaFinding> _left = [];
    private readonly HashSet<string?> _renamed = [];

    private CatalogUpdate(Database database, NotionDataSource source, IEnumerable<string> columns, IReadOnlyDictionary<Guid, string> tables)
    {
        _database = database;
        _source = source;
        _draft = new FieldDraft(source.Id, database.Table, tables);
        _columns = new SqlNames("field", [.. Database.ReservedColumns, .. database.Fields.Select(f => f.Column), .. columns]);
        _text = CatalogText.Of(database);
    }

    /// <summary>What is changed.</summary>
    public IReadOnlyList<HSSchemaChange> Changes => _changes;

    /// <summary>The findings about which nothing is done here.</summary>
    public IReadOnlyList<HSSchemaFinding> Left => _left;

    /// <summary>The file as it should be, as UTF-8.</summary>
    public byte[] Text => _text.ToBytes();

    /// <summary>The update for some findings.</summary>
    /// <param name="database">The database.</param>
    /// <param name="source">Its data source as it stands.</param>
    /// <param name="columns">The columns that the table has already: none of somebody else is taken over.</param>
    /// <param name="findings">The findings about it; those that are none of the catalog's are left out.</param>
    /// <param name="tables">The tables of the databases of the catalog, by the ids of the Notion databases and of their data sources.</param>
    public static CatalogUpdate Of(
        Database database, NotionDataSource source, IEnumerable<string> columns, IEnumerable<HSSchemaFinding> findings, IReadOnlyDictionary<Guid, string> tables)
    {
        var update = new CatalogUpdate(database, source, columns, tables);
        var all = findings.ToList();
        update._renamed.UnionWith(all.Where(f => f.Kind == SchemaFindingKind.Renamed).Select(f => f.Field));
        foreach (var finding in all)
        {
            if (!update.Follow(finding))
            {
                update._left.Add(finding);
            }
        }

        return update;
    }

    private bool Follow(HSSchemaFinding finding)
    {
        var property = finding.PropertyId is { } id ? _source.Properties.Values.FirstOrDefault(p => p.Id == id) : null;
        var field = _database.Fields.FirstOrDefault(f => f.Column == finding.Field);
        switch (finding)
        {
            case { Where: SchemaPlace.Notion, Kind: SchemaFindingKind.Extra } when property is not null && FieldDraft.IsPossible(property):
                var column = _columns.For(property.Name);
                _text.Add(_draft.Of(column, property));
                Note(column, "Add field", $"for the property '{property.Name}' ({property.Type})");
                break;
            case { Where: SchemaPlace.Notion, Kind: SchemaFindingKind.Renamed } when property is not null && field is not null && IsFree(property.Name, field):
                _text.Rename(field.Column, property.Name);
                Note(field.Column, "Follow rename", $"the property '{field.Property}' is named '{property.Name}'");
                break;
            case { Where: SchemaPlace.Notion, Kind: SchemaFindingKind.TypeDiffers } when property is not null && field is not null && FieldDraft.IsPossible(property) && _text.TransformOf(field) is null:
                var next = _columns.For(property.Name);
                _text.Detach(field);
                _text.Add(_draft.Of(next, property));
                Note(next, "Follow type", $"for the property '{property.Name}', which is of type {property.Type} now; the column {field.Column} keeps what it has, and is no longer synced");
                break;
            case { Where: SchemaPlace.Catalog, Kind: SchemaFindingKind.OptionUnknown } when property is not null && field is not null:
                var options = property.OptionNames.Except(field.Options, StringComparer.OrdinalIgnoreCase).ToList();
                _text.AddOptions(field.Column, options);
                Note(field.Column, "Add options", string.Join(", ", options.Select(o => $"'{o}'")));
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>False for a name that another field has and keeps: the catalog cannot name a property twice.</summary>
    private bool IsFree(string name, Field field) => _database.Mirrored.All(f => f == field || f.Property != name || _renamed.Contains(f.Column));

    private void Note(string column, string action, string detail) =>
        _changes.Add(new HSSchemaChange { Database = _database.Table, Field = column, Where = SchemaPlace.Catalog, Action = action, Detail = detail });
}
