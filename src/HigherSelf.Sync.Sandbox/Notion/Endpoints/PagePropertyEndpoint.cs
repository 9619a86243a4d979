using System.Collections.Immutable;
using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Queries;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary>
/// <c>GET /v1/pages/{id}/properties/{property}</c>: a title, text, people, relation or rollup as a list that is whole when
/// walked to its end; anything else as a single item.
/// </summary>
internal sealed class PagePropertyEndpoint(Cursors cursors, Uri baseUrl)
{
    private static readonly ImmutableArray<PropertyType> Paged =
        [PropertyType.Title, PropertyType.RichText, PropertyType.People, PropertyType.Relation, PropertyType.Rollup];

    public void Get(ApiRequest request, Utf8JsonWriter json)
    {
        var page = request.Page(request.Id("page_id"));
        var name = request.Parameters["property_id"];

        // The path is decoded once. An id that was encoded twice is none that exists, as in Notion.
        var property = page.Schema.FindById(name) ?? throw ApiException.Validation($"{name} is not a property that exists.");
        if (Paged.Contains(property.Type))
        {
            WriteList(request, json, page, property);
            return;
        }

        json.WriteString("object", "property_item");
        json.WriteString("type", property.Type.Name());
        json.WriteString("id", property.WireId);
        PropertyReader.WriteValue(json, request.View, page, property);
    }

    private void WriteList(ApiRequest request, Utf8JsonWriter json, NotionPage page, PropertySchema property)
    {
        var (cursor, size) = request.QueryPaging();
        var scope = $"property {page.Id} {property.Id}";
        using var rollup = property.Type == PropertyType.Rollup ? Rollup(page, property) : null;
        var part = cursors.Page(scope, cursor, size, () => new Walk(scope, Items(request.View, page, property, rollup)));
        ListAnswer.Write<object>(json, "property_item", part, item => WriteItem(json, request.View, property, item));
        json.WriteStartObject("property_item");
        json.WriteString("id", property.WireId);
        json.WriteString("next_url", part.Next is null ? null : NextUrl(page, property, part.Next, size));
        json.WriteString("type", property.Type.Name());
        json.WriteStartObject(property.Type.Name());
        if (rollup is not null)
        {
            WriteRollupResult(json, rollup.RootElement, isLast: part.Next is null);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static List<object> Items(AnswerView view, NotionPage page, PropertySchema property, JsonDocument? rollup) =>
        property.Type switch
        {
            PropertyType.People => [.. PropertyReader.PeopleOf(page[property])],
            PropertyType.Relation => [.. view.Targets(property, page[property])],
            PropertyType.Rollup when rollup!.RootElement.TryGetProperty("array", out var array) =>
                [.. array.EnumerateArray().Select(item => (object)item.Clone())],
            PropertyType.Rollup => [],
            _ => [.. (page[property] as TextValue)?.Segments ?? []],
        };

    private static void WriteItem(Utf8JsonWriter json, AnswerView view, PropertySchema property, object item)
    {
        json.WriteString("object", "property_item");
        json.WriteString("id", property.WireId);
        if (item is JsonElement rolled)
        {
            foreach (var member in rolled.EnumerateObject())
            {
                member.WriteTo(json);
            }

            return;
        }

        json.WriteString("type", property.Type.Name());
        json.WritePropertyName(property.Type.Name());
        switch (item)
        {
            case NotionUser user:
                UserReader.WriteValue(json, view, user);
                break;
            case NotionPage target:
                json.WriteStartObject();
                json.WriteString("id", target.Id);
                json.WriteEndObject();
                break;
            case TextSegment segment:
                RichTextReader.WriteSegment(json, view, segment);
                break;
            default:
                throw new InvalidOperationException($"{item} is no property item.");
        }
    }

    // Until the last part a rollup says "incomplete"; its list of values is in the results, and empty here.
    private static void WriteRollupResult(Utf8JsonWriter json, JsonElement rollup, bool isLast)
    {
        var type = isLast ? rollup.GetProperty("type").GetString()! : "incomplete";
        json.WriteString("type", type);
        if (type == "array")
        {
            json.WriteStartArray(type);
            json.WriteEndArray();
        }
        else if (isLast)
        {
            json.WritePropertyName(type);
            rollup.GetProperty(type).WriteTo(json);
        }
        else
        {
            ListAnswer.WriteEmptyObject(json, type);
        }

        json.WriteString("function", rollup.GetProperty("function").GetString());
    }

    private static JsonDocument Rollup(NotionPage page, PropertySchema property) =>
        JsonDocument.Parse((page[property] as FixedValue)?.Json ?? PropertyReader.EmptyRollup(property));

    private string NextUrl(NotionPage page, PropertySchema property, string cursor, int size) =>
        $"{baseUrl}v1/pages/{page.Id}/properties/{property.WireId}?start_cursor={cursor}&page_size={size}";
}
