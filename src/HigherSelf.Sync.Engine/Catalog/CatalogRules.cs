using System.Text.RegularExpressions;

namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>What must hold within a catalog file and between them, beyond the form of each.</summary>
internal static partial class CatalogRules
{
    /// <summary>PostgreSQL cuts longer names silently (NAMEDATALEN - 1); index and constraint names add to them.</summary>
    public const int LongestName = 48;

    /// <exception cref="Errors.SyncException"><see cref="Errors.ErrorId.CatalogInvalid"/>, at the first rule that is broken.</exception>
    public static void Check(IReadOnlyList<CatalogFile> files)
    {
        var tables = new Dictionary<string, CatalogFile>(StringComparer.Ordinal);
        var variables = new Dictionary<string, CatalogFile>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var database = file.Database;
            CheckName(file, "$.table", database.Table);
            if (!tables.TryAdd(database.Table, file))
            {
                throw file.Invalid("$.table", $"the table '{database.Table}' is already that of {tables[database.Table].File}.");
            }

            if (!variables.TryAdd(database.IdVariable, file))
            {
                throw file.Invalid("$.idVariable", $"the variable '{database.IdVariable}' is already that of {variables[database.IdVariable].File}.");
            }

            if (!VariableName().IsMatch(database.IdVariable))
            {
                throw file.Invalid("$.idVariable", $"'{database.IdVariable}' is no name of an environment variable (A-Z, 0-9 and _).");
            }

            CheckFields(file);
        }

        foreach (var file in files)
        {
            foreach (var (field, i) in file.Database.Fields.Select((f, i) => (f, i)))
            {
                if (field.Target is { } target && !tables.ContainsKey(target))
                {
                    throw file.Invalid($"$.fields[{i}].target", $"{field.Column} leads to '{target}', which is no table of the catalog.");
                }
            }
        }
    }

    private static void CheckFields(CatalogFile file)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
        var properties = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < file.Database.Fields.Count; i++)
        {
            var field = file.Database.Fields[i];
            var path = $"$.fields[{i}]";
            CheckName(file, $"{path}.column", field.Column);
            if (Database.ReservedColumns.Contains(field.Column))
            {
                throw file.Invalid($"{path}.column", $"every table has a column '{field.Column}' already; take another name.");
            }

            if (!columns.Add(field.Column))
            {
                throw file.Invalid($"{path}.column", $"the column '{field.Column}' stands twice.");
            }

            if (field.Property is { } property && !properties.Add(property))
            {
                throw file.Invalid($"{path}.property", $"the property '{property}' stands twice.");
            }

            if (field.IsMirrored && !CanHold(field))
            {
                throw file.Invalid($"{path}.columnType",
                    $"a column of type {field.ColumnType.ToSql()} cannot hold a property of type {field.Type.ToName()}.");
            }

            CheckTransforms(file, field, $"{path}.transform");
        }

        var titles = file.Database.Fields.Count(f => f.IsMirrored && f.Type == PropertyType.Title);
        if (titles != 1)
        {
            throw file.Invalid("$.fields", $"every Notion database has exactly one title property, and this file maps {titles}.");
        }
    }

    private static void CheckTransforms(CatalogFile file, Field field, string path)
    {
        foreach (var (name, transform) in new[] { ("toSupabase", field.ToSupabase), ("toNotion", field.ToNotion) })
        {
            // Text that carries JSON is no text in the column.
            var isJson = field is { Type: PropertyType.RichText, ColumnType: ColumnType.Jsonb };
            if (transform is not null && (isJson || !transform.Takes(field.Type)))
            {
                var what = isJson ? $"a column of type {field.ColumnType.ToSql()}" : $"a property of type {field.Type.ToName()}";
                throw file.Invalid($"{path}.{name}", $"'{transform.Name}' cannot be used for {field.Column}, which is {what}.");
            }
        }

        if (field.ToNotion is { Hides: true } hiding)
        {
            throw file.Invalid($"{path}.toNotion", $"'{hiding.Name}' hides values from Supabase, and would overwrite those of Notion; name it in toSupabase.");
        }

        if (field.ToSupabase is { Hides: true } oneWay && field.ToNotion is not null)
        {
            throw file.Invalid($"{path}.toNotion", $"{field.Column} is never written to Notion, because '{oneWay.Name}' hides its values; take toNotion out.");
        }
    }

    /// <summary>True if every value of the property's type has a place in the column.</summary>
    private static bool CanHold(Field field) => (field.Type, field.ColumnType) switch
    {
        (PropertyType.RichText, ColumnType.Jsonb) => true,
        (PropertyType.Relation, ColumnType.Uuid) => field.Target is not null,
        // What a formula or rollup gives is known to the author of the catalog file only.
        (PropertyType.Formula or PropertyType.Rollup, ColumnType.Text or ColumnType.Numeric or ColumnType.Boolean or ColumnType.Timestamptz) => true,
        _ => field.ColumnType == field.Type.DefaultColumn(),
    };

    private static void CheckName(CatalogFile file, string path, string name)
    {
        if (!SqlName().IsMatch(name) || name.Length > LongestName)
        {
            throw file.Invalid(path, $"'{name}' is no name of a table or column here: a-z, 0-9 and _, a letter first, at most {LongestName} characters.");
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex SqlName();

    [GeneratedRegex("^[A-Z][A-Z0-9_]*$")]
    private static partial Regex VariableName();
}
