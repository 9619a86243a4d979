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

    private CatalogUpdate(Database database, NotionDataSource source, IReadOnlyDictionary<Guid, string> tables)
    {
        _database = database;
        _source = source;
        _draft = new FieldDraft(source.Id, database.Table, tables);
        _columns = new SqlNames("field", [.. Database.ReservedColumns, .. database.Fields.Select(f => f.Column)]);
        _text = CatalogText.Of(database);
    }

    /// <summary>What is changed.</summary>
    public IReadOnlyList<HSSchemaChange> Changes => _changes;

    /// <summary>The file as it should be, as UTF-8.</summary>
    public byte[] Text => _text.ToBytes();

    /// <summary>The update for some findings.</summary>
    /// <param name="database">The database.</param>
    /// <param name="source">Its data source as it stands.</param>
    /// <param name="findings">The findings about it; those that are none of the catalog's are left out.</param>
    /// <param name="tables">The tables of the databases of the catalog, by the ids of the Notion databases and of their data sources.</param>
    public static CatalogUpdate Of(Database database, NotionDataSource source, IEnumerable<HSSchemaFinding> findings, IReadOnlyDictionary<Guid, string> tables)
    {
        var update = new CatalogUpdate(database, source, tables);
        foreach (var finding in findings)
        {
            update.Follow(finding);
        }

        return update;
    }

    private void Follow(HSSchemaFinding finding)
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
            case { Where: SchemaPlace.Notion, Kind: SchemaFindingKind.Renamed } when property is not null && field is not null:
                _text.Rename(field.Column, property.Name);
                Note(field.Column, "Follow rename", $"the property '{field.Property}' is named '{property.Name}'");
                break;
            case { Where: SchemaPlace.Notion, Kind: SchemaFindingKind.TypeDiffers } when property is not null && field is not null && FieldDraft.IsPossible(property):
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
        }
    }

    private void Note(string column, string action, string detail) =>
        _changes.Add(new HSSchemaChange { Database = _database.Table, Field = column, Where = SchemaPlace.Catalog, Action = action, Detail = detail });
}
