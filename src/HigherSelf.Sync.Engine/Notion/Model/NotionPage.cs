using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>
/// A page. It keeps the JSON that Notion sent, whole: what this version does not know is still there.
/// </summary>
[JsonConverter(typeof(NotionPageConverter))]
public sealed class NotionPage
{
    /// <param name="json">A page object of the API.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public NotionPage(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("id", out var id) || !id.TryGetGuid(out var pageId))
        {
            throw new JsonException("A page without an id.");
        }

        Json = json;
        Id = pageId;
    }

    /// <summary>The page as Notion sent it.</summary>
    public JsonElement Json { get; }

    public Guid Id { get; }

    /// <summary>True if the object is a page with properties, and not a partial one or a data source of a wiki.</summary>
    public bool IsFull => Json.TryGetProperty("properties", out _) && Json.TryGetProperty("last_edited_time", out _)
        && (!Json.TryGetProperty("object", out var type) || type.ValueEquals("page"));

    /// <summary>Cut down to the minute by Notion.</summary>
    public DateTimeOffset CreatedTime => Time("created_time");

    /// <summary>Cut down to the minute by Notion; equal times do not mean an unchanged page.</summary>
    public DateTimeOffset LastEditedTime => Time("last_edited_time");

    public bool InTrash => Flag("in_trash") || Flag("archived");

    /// <summary>Archived is another state than trashed, and hidden from queries like it.</summary>
    public bool IsArchived => Flag("is_archived");

    /// <summary>The data source that the page is a row of; null for a page elsewhere.</summary>
    public Guid? DataSourceId =>
        Json.TryGetProperty("parent", out var parent) && parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty("data_source_id", out var id) && id.TryGetGuid(out var parsed) ? parsed : null;

    public string? Url => Json.TryGetProperty("url", out var url) ? url.GetString() : null;

    /// <summary>The properties by name, in Notion's order.</summary>
    public IEnumerable<NotionPropertyValue> Properties
    {
        get
        {
            if (!Json.TryGetProperty("properties", out var properties))
            {
                yield break;
            }

            foreach (var property in properties.EnumerateObject())
            {
                yield return new NotionPropertyValue(property.Name, property.Value);
            }
        }
    }

    private DateTimeOffset Time(string name) =>
        Json.TryGetProperty(name, out var value)
        && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw new JsonException($"Page {Id} has no {name}.");

    private bool Flag(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}

/// <summary>A property of a page: {"id": ..., "type": ..., "&lt;type&gt;": value}.</summary>
/// <param name="Name">Its name in Notion.</param>
/// <param name="Json">The whole object.</param>
public readonly record struct NotionPropertyValue(string Name, JsonElement Json)
{
    /// <summary>Stays over a rename; URL-encoded as Notion gives it.</summary>
    public string Id => Json.TryGetProperty("id", out var id) ? id.GetString() ?? "" : "";

    /// <summary>The name of the type, as Notion gives it; empty if it gives none.</summary>
    public string Type => Json.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "";
}

internal sealed class NotionPageConverter : JsonConverter<NotionPage>
{
    public override NotionPage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, NotionPage value, JsonSerializerOptions options) => value.Json.WriteTo(writer);
}
