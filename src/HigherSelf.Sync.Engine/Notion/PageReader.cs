using System.Buffers;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion.Properties;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Transforms;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>
/// Turns pages of one database into records. A list that Notion cut off is read whole first, with a request of its own (R5).
/// </summary>
public sealed class PageReader
{
    private readonly NotionClient _client;
    private readonly DataSourceBinding _binding;
    private readonly Dictionary<string, BoundProperty> _byId;
    private readonly HashSet<string>? _others;
    private readonly bool _readsWhole;

    /// <param name="client">The client.</param>
    /// <param name="binding">How the database is bound.</param>
    /// <param name="readsWhole">False if a list that Notion cut off is to stay unknown instead of being read with a request.</param>
    public PageReader(NotionClient client, DataSourceBinding binding, bool readsWhole = true)
    {
        _readsWhole = readsWhole;
        _client = client;
        _binding = binding;
        _byId = binding.Properties.ToDictionary(p => p.Id, StringComparer.Ordinal);
        _others = binding.Others?.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Reads a page.</summary>
    public async Task<Page> ReadAsync(NotionPage page, CancellationToken cancellationToken)
    {
        var record = new Record(_binding.Database);
        var extras = new Dictionary<Field, string>();
        var unread = new List<UnreadField>();
        Guid? supabaseId = null;
        var hasNewProperty = false;
        foreach (var property in page.Properties)
        {
            var id = property.Id;
            if (id == _binding.SupabaseIdProperty)
            {
                supabaseId = ReadSupabaseId(property.Json);
            }

            if (!_byId.TryGetValue(id, out var bound))
            {
                hasNewProperty |= _others?.Contains(id) is false;
                continue;
            }

            var decoded = PropertyDecoder.Decode(bound, property.Json);
            if (decoded.State == DecodedState.Truncated && _readsWhole)
            {
                decoded = await ReadWholeAsync(page.Id, bound, cancellationToken).ConfigureAwait(false);
            }

            if (decoded.State == DecodedState.Value && bound.Field.ToSupabase is { } transform)
            {
                Transform(transform, bound.Field, decoded.Value, record, extras, unread, cancellationToken);
            }
            else if (decoded.State == DecodedState.Value)
            {
                record[bound.Field] = decoded.Value;
                if (decoded.Extra is { } extra)
                {
                    extras[bound.Field] = extra;
                }
            }
            else
            {
                unread.Add(new UnreadField(bound.Field, decoded.Reason ?? "it cannot be read", property.Type != bound.Type.ToName() ? UnreadKind.PropertyRetyped : UnreadKind.Value));
            }
        }

        AddMissing(record, unread);
        return new Page
        {
            Id = page.Id,
            Record = record,
            EditedAt = page.LastEditedTime,
            InTrash = page.InTrash,
            Extras = extras,
            SupabaseId = supabaseId,
            Unread = unread,
            HasNewProperty = hasNewProperty,
        };
    }

    /// <summary>Takes what the field's transform makes of the value, and keeps what it was.</summary>
    private static void Transform(
        FieldTransform transform, Field field, FieldValue raw, Record record, Dictionary<Field, string> extras, List<UnreadField> unread, CancellationToken cancellationToken)
    {
        try
        {
            var value = transform.Apply(field, raw, cancellationToken);
            record[field] = value;
            // What is hidden goes nowhere else, either.
            if (value != raw && field.IsWritable)
            {
                extras[field] = RawValue.Write(raw);
            }
        }
        catch (TransformException e)
        {
            unread.Add(new UnreadField(field, e.Message, UnreadKind.Transform));
        }
    }

    private void AddMissing(Record record, List<UnreadField> unread)
    {
        foreach (var field in _binding.Database.Mirrored)
        {
            if (record[field] is null && !unread.Exists(u => u.Field == field))
            {
                unread.Add(new UnreadField(field, "Notion has no such property (any more)", UnreadKind.PropertyMissing));
            }
        }
    }

    private async Task<Decoded> ReadWholeAsync(Guid page, BoundProperty bound, CancellationToken cancellationToken)
    {
        var items = await _client.GetPropertyAsync(page, bound.Id, cancellationToken).ConfigureAwait(false);
        using var whole = Assemble(bound.Type.ToName(), items);
        return PropertyDecoder.Decode(bound, whole.RootElement, isWhole: true);
    }

    /// <summary>The items of the property endpoint, put together to what a page would hold if nothing were cut off.</summary>
    private static JsonDocument Assemble(string type, IReadOnlyList<JsonElement> items)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WriteStartArray(type);
            foreach (var item in items)
            {
                if (item.TryGetProperty(type, out var value))
                {
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    private static Guid? ReadSupabaseId(JsonElement property) =>
        property.TryGetProperty(PropertyType.RichText.ToName(), out var text) && text.ValueKind == JsonValueKind.Array
        && Guid.TryParse(RichText.Read(text), out var id) ? id : null;
}
