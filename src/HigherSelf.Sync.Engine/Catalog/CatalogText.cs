using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>
/// The text of a catalog file, to be changed. Names, order and whatever is not changed stay; it is written as the shipped files are, a line a field.
/// </summary>
public sealed class CatalogText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _root;

    /// <param name="root">The file as JSON.</param>
    public CatalogText(JsonObject root) => _root = root;

    /// <summary>Of a file that was read.</summary>
    public static CatalogText Of(Database database) => new(JsonNode.Parse(database.Source.Span)!.AsObject());

    /// <summary>Adds a field behind the others.</summary>
    public void Add(JsonObject field) => Fields.Add(field);

    /// <summary>Takes a field away.</summary>
    public void Remove(string column) => Fields.Remove(Find(column));

    /// <summary>Gives a field another property name. The name until now is forgotten: the property is known by its id.</summary>
    public void Rename(string column, string property) => Find(column)["property"] = property;

    /// <summary>Adds options to a field.</summary>
    public void AddOptions(string column, IEnumerable<string> options)
    {
        var field = Find(column);
        if (field["options"] is not JsonArray known)
        {
            field["options"] = known = [];
        }

        foreach (var option in options)
        {
            known.Add(option);
        }
    }

    /// <summary>The transform of a field, or null.</summary>
    public JsonNode? TransformOf(Field field) => Find(field.Column)["transform"];

    /// <summary>Makes a field a plain column, which keeps its values and which the sync no longer touches.</summary>
    /// <param name="field">The field.</param>
    public void Detach(Field field)
    {
        var plain = new JsonObject { ["column"] = field.Column, ["columnType"] = field.ColumnType.ToSql() };
        if (field.Indexed)
        {
            plain["indexed"] = true;
        }

        Fields[Fields.IndexOf(Find(field.Column))] = plain;
        if ((string?)_root["match"] == field.Column)
        {
            _root.Remove("match");
        }
    }

    /// <summary>The file, as UTF-8 with a line feed at the end of each line.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder("{\n");
        text.AppendJoin(",\n", _root.Select(m => m.Key == "fields" ? FieldLines() : $"  {Write(m.Key)}: {Write(m.Value)}"));
        return Encoding.UTF8.GetBytes(text.Append("\n}\n").ToString());
    }

    private JsonArray Fields => _root["fields"]!.AsArray();

    private JsonObject Find(string column) => Fields.First(f => (string?)f!["column"] == column)!.AsObject();

    private string FieldLines() => "  \"fields\": [\n" + string.Join(",\n", Fields.Select(f => "    " + Write(f))) + "\n  ]";

    private static string Write(JsonNode? node) => node switch
    {
        JsonObject members => "{ " + string.Join(", ", members.Select(m => $"{Write(m.Key)}: {Write(m.Value)}")) + " }",
        JsonArray elements => "[" + string.Join(", ", elements.Select(Write)) + "]",
        null => "null",
        _ => node.ToJsonString(Plain),
    };

    private static string Write(string text) => JsonSerializer.Serialize(text, Plain);
}
