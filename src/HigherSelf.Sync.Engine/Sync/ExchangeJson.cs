using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Supabase;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Exchanges as hs_sync_exchange takes and gives them.</summary>
internal static class ExchangeJson
{
    public static ReadOnlyMemory<byte> Write(Exchange exchange) => JsonText.Write(json =>
    {
        json.WriteString("id", exchange.Id);
        json.WriteString("run", exchange.RunId);
        json.WriteString("database", exchange.Database.Table);
        json.WriteBoolean("dry", exchange.DryRun);

        json.WriteStartArray("writes");
        foreach (var write in exchange.Writes)
        {
            Write(json, write);
        }

        json.WriteEndArray();

        json.WriteStartArray("failed");
        foreach (var failure in exchange.Failures)
        {
            json.WriteStartObject();
            json.WriteString("page", failure.PageId);
            json.WriteString("reason", failure.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        json.WriteStartArray("settled");
        foreach (var page in exchange.Settled)
        {
            json.WriteStringValue(page);
        }

        json.WriteEndArray();

        json.WriteStartArray("look");
        foreach (var page in exchange.Look)
        {
            json.WriteStartObject();
            json.WriteString("page", page.Id);
            if (page.SupabaseId is { } row)
            {
                json.WriteString("supabase_id", row);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();

        json.WritePropertyName("watermark");
        Write(json, exchange.Watermark);
    });

    public static void Write(Utf8JsonWriter json, Watermark? watermark)
    {
        if (watermark is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("through", watermark.Through);
        json.WriteBoolean("full", watermark.IsFull);
        json.WriteEndObject();
    }

    public static ExchangeAnswer Read(Database database, JsonElement answer) => new(
        [.. answer.GetProperty("outcomes").EnumerateArray().Select(ReadOutcome)],
        [.. answer.GetProperty("seen").EnumerateArray().Select(s => ReadSighting(database, s))]);

    /// <summary>{"id", "version", "record"}, or null for null.</summary>
    public static Row? ReadRow(Database database, JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var version = row.GetProperty("version").GetString()!;
        return new Row
        {
            Id = row.GetProperty("id").GetGuid(),
            Version = version,
            UpdatedAt = RowCodec.ParseInstant(version),
            Record = ReadRecord(database, row.GetProperty("record")),
        };
    }

    private static void Write(Utf8JsonWriter json, RowWrite write)
    {
        json.WriteStartObject();
        json.WriteString("page", write.Page.Id);
        json.WriteString("edited", write.Page.EditedAt);
        json.WriteBoolean("conflict", write.IsConflict);
        if (write.Row is { } row)
        {
            json.WriteString("row", row.Id);
            json.WriteString("version", row.Version);
        }

        WriteValues(json, "set", write.Values.Where(v => v.Field.Type != PropertyType.Relation));
        WriteValues(json, "refs", write.Values.Where(v => v.Field.Type == PropertyType.Relation));
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, string name, IEnumerable<(Field Field, FieldValue Value)> values)
    {
        json.WriteStartObject(name);
        foreach (var (field, value) in values)
        {
            json.WritePropertyName(field.Column);
            RowCodec.Encode(json, field, value);
        }

        json.WriteEndObject();
    }

    private static WriteOutcome ReadOutcome(JsonElement outcome) => new()
    {
        PageId = outcome.GetProperty("page").GetGuid(),
        State = Enum.Parse<WriteState>(outcome.GetProperty("state").GetString()!, ignoreCase: true),
        Columns = outcome.TryGetProperty("fields", out var fields) ? [.. fields.EnumerateArray().Select(f => f.GetString()!)] : [],
        Reason = outcome.TryGetProperty("reason", out var reason) ? reason.GetString() : null,
    };

    private static Sighting ReadSighting(Database database, JsonElement seen)
    {
        var page = seen.GetProperty("page").GetGuid();
        var link = seen.GetProperty("link");
        return new Sighting(
            page,
            link.ValueKind == JsonValueKind.Object
                ? new Link { PageId = page, RowId = link.GetProperty("row").GetGuid(), Base = ReadRecord(database, link.GetProperty("base")) }
                : null,
            ReadRow(database, seen.GetProperty("row")));
    }

    private static Record ReadRecord(Database database, JsonElement json)
    {
        var record = new Record(database);
        foreach (var field in database.Mirrored)
        {
            if (json.TryGetProperty(field.Column, out var value))
            {
                record[field] = TryDecode(field, value);
            }
        }

        return record;
    }

    /// <summary>Null, which is "not known", for what no field can hold (NaN, infinity): it is neither compared nor overwritten unseen.</summary>
    private static FieldValue? TryDecode(Field field, JsonElement value)
    {
        try
        {
            return RowCodec.Decode(field, value);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
