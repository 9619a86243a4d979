using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.Schema;

/// <summary>Finds in what the catalog, a Notion database and a table do not agree. It is pure: what is there is read by <see cref="SchemaCheck"/>.</summary>
/// <param name="database">The database of the catalog.</param>
public sealed class SchemaComparison(Database database)
{
    /// <summary>Notion's API changes the options of a property only up to so many.</summary>
    private const int MostOptions = 100;

    private static readonly HashSet<string> OwnColumns = [.. Database.ReservedColumns];

    /// <summary>What is found in Notion.</summary>
    /// <param name="schema">What is there; null if nothing can be read.</param>
    /// <param name="notionDatabaseId">The configured id.</param>
    /// <param name="earlier">How the database was bound last: a property is recognised by its id.</param>
    /// <param name="sources">The data sources of the databases of the catalog, by table, as far as they are known.</param>
    public IEnumerable<HSSchemaFinding> InNotion(
        NotionSchema? schema, Guid notionDatabaseId, DataSourceBinding? earlier, IReadOnlyDictionary<string, Guid> sources)
    {
        if (schema is null)
        {
            return [InNotion(null, SchemaFindingKind.NotShared, FindingSeverity.Error, $"the Notion database {notionDatabaseId} is deleted or not shared with this integration",
                "Open it in Notion, ... > Connections, and add your integration; or correct its id.")];
        }

        if (schema.Source is null)
        {
            return [schema.Container.DataSources.Count == 0
                ? InNotion(null, SchemaFindingKind.Linked, FindingSeverity.Error, $"the Notion database {notionDatabaseId} is a linked view, or its data is not shared with this integration",
                    "Configure the id of the original database, and share that: ... > Connections.")
                : InNotion(null, SchemaFindingKind.SeveralSources, FindingSeverity.Error,
                    $"the Notion database {notionDatabaseId} has {schema.Container.DataSources.Count} data sources, and none or several are named '{database.Title}'",
                    $"Name the one that is meant '{database.Title}' in Notion.")];
        }

        var outcome = PropertyBinder.Bind(database, notionDatabaseId, schema.Source, earlier);
        return
        [
            .. OfTheWhole(schema),
            .. outcome.Findings.Select(OfUnbound),
            .. outcome.Binding.Properties.SelectMany(p => OfBound(p, schema.Source.Properties[p.Name], sources)),
            .. OfOthers(schema.Source, outcome),
        ];
    }

    /// <summary>What is found in Supabase.</summary>
    /// <param name="table">What is there; null if there is no such table.</param>
    public IEnumerable<HSSchemaFinding> InSupabase(TableSchema? table)
    {
        if (table is null)
        {
            yield return InSupabase(null, SchemaFindingKind.Missing, FindingSeverity.Error, "there is no such table", "Run Initialize-HSSupabase, or Update-HSSchema.");
            yield break;
        }

        foreach (var field in database.Fields)
        {
            var type = table.Columns.GetValueOrDefault(field.Column);
            if (type is null)
            {
                yield return InSupabase(field.Column, SchemaFindingKind.Missing, FindingSeverity.Error, $"there is no column {field.Column}", "Run Initialize-HSSupabase, or Update-HSSchema.");
            }
            else if (type != field.ColumnType.ToSql())
            {
                yield return InSupabase(field.Column, SchemaFindingKind.TypeDiffers, FindingSeverity.Error,
                    $"the column {field.Column} is {type}, and the catalog says {field.ColumnType.ToSql()}",
                    "Alter the column, or name its type as \"columnType\" of the field in the catalog file.");
            }
        }

        foreach (var column in table.Columns.Keys.Where(c => !OwnColumns.Contains(c) && database.Fields.All(f => f.Column != c)).Order(StringComparer.Ordinal))
        {
            yield return InSupabase(column, SchemaFindingKind.Extra, FindingSeverity.Info, $"the column {column} is in no field of the catalog; the sync leaves it alone", "Nothing has to be done.");
        }

        if (!table.HasRowSecurity)
        {
            yield return InSupabase(null, SchemaFindingKind.RowSecurityOff, FindingSeverity.Error, "row level security is off", "Run Initialize-HSSupabase, or Update-HSSchema; either switches it on.");
        }

        var missing = TableSql.TriggerNames.Where(t => !table.Triggers.Contains(t)).ToList();
        if (missing.Count > 0 || !table.IsKnown)
        {
            yield return InSupabase(null, SchemaFindingKind.TriggerMissing, FindingSeverity.Error,
                table.IsKnown ? $"changes of its rows go unnoticed: {string.Join(", ", missing)} is missing or disabled" : "changes of its rows go unnoticed: the table was never set up for the sync",
                "Run Initialize-HSSupabase, or Update-HSSchema.");
        }
    }

    private IEnumerable<HSSchemaFinding> OfTheWhole(NotionSchema schema)
    {
        if (schema.Container.InTrash || schema.Source!.InTrash)
        {
            yield return InNotion(null, SchemaFindingKind.InTrash, FindingSeverity.Error, "the Notion database is in the trash", "Restore it in Notion, or configure another one.");
        }

        if (schema.Source!.Properties.Values.Any(p => p.PropertyType == PropertyType.Verification))
        {
            yield return InNotion(null, SchemaFindingKind.Wiki, FindingSeverity.Info, "the Notion database is a wiki: databases that stand among its pages are not synced",
                "Nothing has to be done; databases within it are synced under an entry of their own in the catalog.");
        }
    }

    private HSSchemaFinding OfUnbound(BindingFinding finding) => finding.Property is { } property
        ? InNotion(finding.Field.Column, SchemaFindingKind.TypeDiffers, FindingSeverity.Error,
            $"the property '{property.Name}' is of type {property.Type}, and the catalog says {finding.Field.Type.ToName()}",
            "Update-HSSchema makes a new column for it and keeps the old one; or change the type back in Notion.", property.Id)
        : InNotion(finding.Field.Column, SchemaFindingKind.Missing, FindingSeverity.Error, $"there is no property '{finding.Field.Property}' ({finding.Field.Type.ToName()})",
            $"Run Update-HSSchema, which adds it; or take the field out of the catalog file {database.Table}.json.");

    private IEnumerable<HSSchemaFinding> OfBound(BoundProperty bound, NotionPropertySchema property, IReadOnlyDictionary<string, Guid> sources)
    {
        var field = bound.Field;
        if (property.Name != field.Property && property.Name != field.AlsoSeenAs?.Name)
        {
            yield return InNotion(field.Column, SchemaFindingKind.Renamed, FindingSeverity.Warning, $"the property '{field.Property}' is named '{property.Name}' now; the sync knows it by its id",
                "Run Update-HSSchema, so that the catalog follows.", property.Id);
        }

        if (field.Target is { } target && bound.Target is { } leads && sources.TryGetValue(target, out var expected) && leads.DataSourceId != expected)
        {
            yield return InNotion(field.Column, SchemaFindingKind.TargetDiffers, FindingSeverity.Error, $"the relation '{property.Name}' leads to another database than {target}",
                $"Let it lead to {target} in Notion, or change \"target\" in the catalog file {database.Table}.json.", property.Id);
        }

        foreach (var finding in OfOptions(field, property))
        {
            yield return finding;
        }
    }

    private IEnumerable<HSSchemaFinding> OfOptions(Field field, NotionPropertySchema property)
    {
        var options = property.OptionNames;
        var commas = options.Where(o => o.Contains(',', StringComparison.Ordinal)).ToList();
        if (commas.Count > 0)
        {
            yield return InNotion(field.Column, SchemaFindingKind.OptionHasComma, FindingSeverity.Warning, $"'{property.Name}' has options with a comma, which no row can bring into Notion: {Quoted(commas)}",
                "Rename them in Notion, without a comma.", property.Id);
        }

        if (options.Count > MostOptions)
        {
            yield return InNotion(field.Column, SchemaFindingKind.OptionsTooMany, FindingSeverity.Warning,
                $"'{property.Name}' has {options.Count} options; more than {MostOptions} cannot be changed through Notion's API", "Merge some of them in Notion, or make the property a text.", property.Id);
        }

        if (field.Options.Count == 0)
        {
            yield break;
        }

        var absent = field.Options.Except(options, StringComparer.OrdinalIgnoreCase).ToList();
        if (absent.Count > 0)
        {
            yield return property.PropertyType == PropertyType.Status
                ? InNotion(field.Column, SchemaFindingKind.OptionUnknown, FindingSeverity.Warning, $"the status '{property.Name}' lacks options of the catalog, and a write does not make them: {Quoted(absent)}",
                    "Add them in Notion.", property.Id)
                : InNotion(field.Column, SchemaFindingKind.OptionUnknown, FindingSeverity.Info, $"'{property.Name}' lacks options of the catalog: {Quoted(absent)}", "Notion makes them with the first page that has one.", property.Id);
        }

        var unknown = options.Except(field.Options, StringComparer.OrdinalIgnoreCase).ToList();
        if (unknown.Count > 0)
        {
            yield return Finding(field.Column, SchemaPlace.Catalog, SchemaFindingKind.OptionUnknown, FindingSeverity.Info, $"the catalog does not list options that '{property.Name}' has in Notion: {Quoted(unknown)}",
                "Nothing has to be done: columns hold any text. Update-HSSchema adds them to the catalog.", property.Id);
        }
    }

    private IEnumerable<HSSchemaFinding> OfOthers(NotionDataSource source, BindingOutcome outcome)
    {
        var taken = outcome.Binding.Properties.Select(p => p.Id).Concat(outcome.Findings.Select(f => f.Property?.Id)).ToHashSet();
        foreach (var property in source.Properties.Values.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (property.Name == Database.SupabaseIdProperty || property.Id == outcome.Binding.SupabaseIdProperty || taken.Contains(property.Id) || property.PropertyType.DefaultColumn() is null)
            {
                continue;
            }

            yield return InNotion(property.Name, SchemaFindingKind.Extra, FindingSeverity.Info, $"the property '{property.Name}' ({property.Type}) is in no field of the catalog, and is not synced",
                "Update-HSSchema adds a field and a column for it.", property.Id);
        }

        if (source.Properties.Values.FirstOrDefault(p => p.Id == outcome.Binding.SupabaseIdProperty) is { Name: not Database.SupabaseIdProperty } renamed)
        {
            yield return InNotion(Database.SupabaseIdProperty, SchemaFindingKind.Renamed, FindingSeverity.Warning,
                $"the property '{Database.SupabaseIdProperty}' is named '{renamed.Name}' now; the sync knows it by its id", $"Name it '{Database.SupabaseIdProperty}' again in Notion.", renamed.Id);
        }

        if (outcome.Binding.SupabaseIdProperty is null)
        {
            var other = source.Properties.GetValueOrDefault(Database.SupabaseIdProperty);
            yield return InNotion(Database.SupabaseIdProperty, other is null ? SchemaFindingKind.Missing : SchemaFindingKind.TypeDiffers, FindingSeverity.Warning,
                other is null
                    ? $"there is no text property '{Database.SupabaseIdProperty}': rows get no pages, because nobody could tell later whose they are"
                    : $"the property '{Database.SupabaseIdProperty}' is of type {other.Type} and should be a text: rows get no pages",
                other is null ? "Run Update-HSSchema, which adds it." : "Rename it in Notion and run Update-HSSchema, which adds a text.", other?.Id);
        }
    }

    private static string Quoted(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(5).Select(n => $"'{n}'")) + (all.Count > 5 ? $" and {all.Count - 5} more" : "");
    }

    private HSSchemaFinding InNotion(string? field, SchemaFindingKind kind, FindingSeverity severity, string detail, string fix, string? propertyId = null) =>
        Finding(field, SchemaPlace.Notion, kind, severity, detail, fix, propertyId);

    private HSSchemaFinding InSupabase(string? field, SchemaFindingKind kind, FindingSeverity severity, string detail, string fix) =>
        Finding(field, SchemaPlace.Supabase, kind, severity, detail, fix, null);

    private HSSchemaFinding Finding(string? field, SchemaPlace where, SchemaFindingKind kind, FindingSeverity severity, string detail, string fix, string? propertyId) => new()
    {
        Database = database.Table,
        Field = field,
        Where = where,
        Kind = kind,
        Severity = severity,
        Detail = $"{database.Table}: {detail}.",
        Fix = fix,
        PropertyId = propertyId,
    };
}
