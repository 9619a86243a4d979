using System.Text.Json;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Transforms;

namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>A database as read from one file, with the means to name a line of that file.</summary>
internal sealed record CatalogFile(string File, Database Database, JsonLines Lines)
{
    /// <summary>The error for a place in this file, given as a JSON path ("$.fields[3].type").</summary>
    public SyncException Invalid(string path, string reason) => CatalogReader.Invalid(File, Lines.LineOf(path), reason);
}

/// <summary>Reads one catalog file. What it accepts is what database.schema.json describes.</summary>
internal sealed class CatalogReader
{
    private static readonly HashSet<string> DatabaseKeys = ["$schema", "table", "title", "model", "group", "idVariable", "description", "match", "fields"];
    private static readonly HashSet<string> FieldKeys =
        ["column", "property", "type", "columnType", "target", "cardinality", "options", "indexed", "alsoSeenAs", "transform"];

    private static readonly HashSet<string> Cardinalities = ["one-to-one", "many-to-one", "one-to-many", "many-to-many"];

    private readonly string _file;
    private readonly JsonLines _lines;
    private readonly TransformSet _transforms;

    private CatalogReader(string file, JsonLines lines, TransformSet transforms)
    {
        _file = file;
        _lines = lines;
        _transforms = transforms;
    }

    public static CatalogFile Read(string file, byte[] json, TransformSet transforms)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var reader = new CatalogReader(file, JsonLines.Of(json), transforms);
            return new CatalogFile(file, reader.ReadDatabase(document.RootElement) with { Source = json, SourceFile = file }, reader._lines);
        }
        catch (JsonException e)
        {
            throw Invalid(file, (e.LineNumber ?? 0) + 1, "this is not JSON: " + e.Message.Split(" LineNumber:")[0], e);
        }
    }

    internal static SyncException Invalid(string file, long line, string reason, Exception? inner = null) =>
        new(ErrorId.CatalogInvalid, $"{file}, line {line}: {reason}",
            "Mend the file; database.schema.json beside the shipped ones describes the format, and an editor checks it as you type.", file, inner);

    private Database ReadDatabase(JsonElement root)
    {
        Expect(root, "$", JsonValueKind.Object, "a database is an object");
        RefuseUnknown(root, "$", DatabaseKeys);

        var fields = new List<Field>();
        var ordinal = 0;
        var list = Required(root, "$", "fields");
        Expect(list, "$.fields", JsonValueKind.Array, "fields is a list");
        foreach (var element in list.EnumerateArray())
        {
            var field = ReadField(element, $"$.fields[{fields.Count}]");
            fields.Add(field.IsMirrored ? field with { Ordinal = ordinal++ } : field);
        }

        var match = OptionalText(root, "$", "match");
        return new Database
        {
            Table = Text(root, "$", "table"),
            Title = Text(root, "$", "title"),
            Model = Text(root, "$", "model"),
            Group = Text(root, "$", "group"),
            IdVariable = Text(root, "$", "idVariable"),
            Description = OptionalText(root, "$", "description") ?? "",
            Fields = fields,
            Mirrored = [.. fields.Where(f => f.IsMirrored)],
            MatchField = match is null ? null : fields.Find(f => f.Column == match && f is { IsMirrored: true, ColumnType: ColumnType.Text })
                ?? throw Invalid(_file, _lines.LineOf("$.match"), $"match is '{match}', which is no field with a property and a text column"),
        };
    }

    private Field ReadField(JsonElement element, string path)
    {
        Expect(element, path, JsonValueKind.Object, "a field is an object");
        RefuseUnknown(element, path, FieldKeys);

        var column = Text(element, path, "column");
        var property = OptionalText(element, path, "property");
        var columnType = ReadColumnType(element, path);
        if (property is null)
        {
            foreach (var key in FieldKeys.Except(["column", "columnType", "indexed"]))
            {
                if (element.TryGetProperty(key, out _))
                {
                    throw Invalid($"{path}.{key}", $"{column} has no property, so it cannot have '{key}'.");
                }
            }

            return new Field
            {
                Column = column,
                ColumnType = columnType ?? throw Invalid(path, $"{column} has no property, so it needs a columnType."),
                Indexed = Flag(element, path, "indexed"),
            };
        }

        var type = ReadType(element, path);
        var cardinality = OptionalText(element, path, "cardinality");
        if (cardinality is not null && !Cardinalities.Contains(cardinality))
        {
            throw Invalid($"{path}.cardinality", $"'{cardinality}' is no cardinality; take one of {string.Join(", ", Cardinalities)}.");
        }

        var target = OptionalText(element, path, "target");
        if (type != PropertyType.Relation && (target ?? cardinality) is not null)
        {
            throw Invalid(path, $"{column} is no relation, so it has neither target nor cardinality.");
        }

        return new Field
        {
            Column = column,
            Property = property,
            Type = type,
            ColumnType = columnType ?? DefaultColumn(column, type, target, cardinality),
            Target = target,
            Cardinality = cardinality,
            Options = Texts(element, path, "options"),
            Indexed = Flag(element, path, "indexed"),
            AlsoSeenAs = ReadAlsoSeenAs(element, path),
            ToSupabase = ReadTransform(element, path, "toSupabase"),
            ToNotion = ReadTransform(element, path, "toNotion"),
        };
    }

    private static ColumnType DefaultColumn(string column, PropertyType type, string? target, string? cardinality)
    {
        var toOne = cardinality is "many-to-one" or "one-to-one";
        return type == PropertyType.Relation && toOne && target is not null && column.EndsWith("_id", StringComparison.Ordinal)
            ? ColumnType.Uuid
            : type.DefaultColumn()!.Value;
    }

    private PropertyName? ReadAlsoSeenAs(JsonElement element, string path)
    {
        if (!element.TryGetProperty("alsoSeenAs", out var other))
        {
            return null;
        }

        path += ".alsoSeenAs";
        Expect(other, path, JsonValueKind.Object, "alsoSeenAs is an object of property and type");
        RefuseUnknown(other, path, ["property", "type"]);
        return new PropertyName(Text(other, path, "property"), ReadType(other, path));
    }

    private FieldTransform? ReadTransform(JsonElement element, string path, string direction)
    {
        if (!element.TryGetProperty("transform", out var transform))
        {
            return null;
        }

        path += ".transform";
        Expect(transform, path, JsonValueKind.Object, "transform is an object of toSupabase and toNotion");
        RefuseUnknown(transform, path, ["toSupabase", "toNotion"]);
        if (!transform.EnumerateObject().Any())
        {
            throw Invalid(path, "transform names nothing; give it toSupabase, toNotion or both.");
        }

        if (OptionalText(transform, path, direction) is not { } reference)
        {
            return null;
        }

        try
        {
            return _transforms.Find(reference, Path.GetDirectoryName(Path.GetFullPath(_file))!);
        }
        catch (FormatException e)
        {
            throw Invalid($"{path}.{direction}", $"{e.Message}.");
        }
    }

    private PropertyType ReadType(JsonElement element, string path)
    {
        var name = Text(element, path, "type");
        var type = PropertyTypes.Parse(name);
        return type.DefaultColumn() is not null && type != PropertyType.Unknown
            ? type
            : throw Invalid($"{path}.type", $"'{name}' is no property type that can be mapped; take one of {string.Join(", ", PropertyTypes.MappableNames)}.");
    }

    private ColumnType? ReadColumnType(JsonElement element, string path)
    {
        if (OptionalText(element, path, "columnType") is not { } name)
        {
            return null;
        }

        return ColumnTypes.Parse(name)
            ?? throw Invalid($"{path}.columnType", $"'{name}' is no column type; take one of {string.Join(", ", ColumnTypes.Names)}.");
    }

    private JsonElement Required(JsonElement element, string path, string key) =>
        element.TryGetProperty(key, out var value) ? value : throw Invalid(path, $"'{key}' is missing.");

    private string Text(JsonElement element, string path, string key)
    {
        Required(element, path, key);
        return OptionalText(element, path, key) ?? throw Invalid($"{path}.{key}", $"'{key}' is null and must be text.");
    }

    private string? OptionalText(JsonElement element, string path, string key)
    {
        if (!element.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        Expect(value, $"{path}.{key}", JsonValueKind.String, $"'{key}' is text");
        var text = value.GetString()!;
        return text.Length > 0 || key == "description" ? text : throw Invalid($"{path}.{key}", $"'{key}' is empty.");
    }

    private List<string> Texts(JsonElement element, string path, string key)
    {
        var texts = new List<string>();
        if (!element.TryGetProperty(key, out var list))
        {
            return texts;
        }

        Expect(list, $"{path}.{key}", JsonValueKind.Array, $"'{key}' is a list of text");
        foreach (var item in list.EnumerateArray())
        {
            Expect(item, $"{path}.{key}[{texts.Count}]", JsonValueKind.String, $"'{key}' is a list of text");
            texts.Add(item.GetString()!);
        }

        return texts;
    }

    private bool Flag(JsonElement element, string path, string key)
    {
        if (!element.TryGetProperty(key, out var value))
        {
            return false;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Invalid($"{path}.{key}", $"'{key}' is true or false.");
    }

    private void RefuseUnknown(JsonElement element, string path, HashSet<string> known)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw Invalid($"{path}.{property.Name}", $"'{property.Name}' is not known here; known are {string.Join(", ", known)}.");
            }

            if (!seen.Add(property.Name))
            {
                throw Invalid($"{path}.{property.Name}", $"'{property.Name}' stands twice.");
            }
        }
    }

    private void Expect(JsonElement element, string path, JsonValueKind kind, string rule)
    {
        if (element.ValueKind != kind)
        {
            throw Invalid(path, $"{rule}, but this is {Describe(element.ValueKind)}.");
        }
    }

    private SyncException Invalid(string path, string reason) => Invalid(_file, _lines.LineOf(path), reason);

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
