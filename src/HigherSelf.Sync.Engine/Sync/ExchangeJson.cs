using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Supabase;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Exchanges as hs_sync_exchange takes and gives them (Supabase/Schema/sql/api.sql).</summary>
internal static class ExchangeJson
{
    public static ReadOnlyMemory<byte> Write(Exchange exchange) => RequestJson.Write(json =>
    {
        json.WriteString("id", exchange.Id);
        json.WriteString("run", exchange.RunId);
        json.WriteString("database", exchange.Database.Table);
        json.WriteBoolean("dry", exchange.DryRun);
        WriteList(json, "writes", exchange.Writes, WriteWrite);
        WriteList(json, "deletes", exchange.Deletes, static (json, delete) =>
        {
            json.WriteString("page", delete.PageId);
            json.WriteString("row", delete.RowId);
            json.WriteString("version", delete.Version);
            json.WriteBoolean("moved", delete.IsMoved);
        });
        WriteIds(json, "pending", exchange.Pending);
        WriteIds(json, "intend", exchange.Intend);
        WriteIds(json, "unintend", exchange.Unintend);
        WriteList(json, "journal", exchange.Journal, static (json, entry) =>
        {
            json.WriteString("page", entry.PageId);
            json.WriteString("row", entry.RowId);
            json.WriteString("action", entry.Action.ToString().ToLowerInvariant());
            if (entry.Action == JournalAction.Update)
            {
                WriteValues(json, "before", entry.Before);
                WriteValues(json, "after", entry.After);
                WriteRaw(json, entry.Raw);
            }
        });
        WriteList(json, "conflicts", exchange.Conflicts, WriteConflict);
        WriteList(json, "failed", exchange.Failures, static (json, failure) =>
        {
            json.WriteString("record", failure.RecordId);
            json.WriteString("side", failure.Side.ToString());
            json.WriteString("reason", failure.Reason);
            json.WriteNumber("wait", (int)failure.Wait.TotalSeconds);
        });
        WriteIds(json, "settled", exchange.Settled);
        WriteList(json, "look", exchange.Look, (json, page) => WriteLook(json, page, exchange.Database.MatchField));
        json.WriteString("match", exchange.Database.MatchField?.Column);
        json.WriteBoolean("really", exchange.Really);
        WriteIds(json, "look_rows", exchange.LookRows);
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
        [.. answer.GetProperty("deleted").EnumerateArray().Select(ReadDelete)],
        [.. answer.GetProperty("seen").EnumerateArray().Select(s => ReadSighting(database, s))],
        ReadRows(database, answer.GetProperty("seen_rows")));

    /// <summary>What look_rows gives.</summary>
    public static IReadOnlyList<RowSighting> ReadRows(Database database, JsonElement rows) => [.. rows.EnumerateArray().Select(seen => new RowSighting(
        seen.GetProperty("id").GetGuid(),
        Guid.TryParse(seen.GetProperty("page").GetString(), out var page) ? page : null,
        ReadLink(database, seen.GetProperty("link")),
        ReadRow(database, seen.GetProperty("row")),
        seen.GetProperty("intended") is { ValueKind: JsonValueKind.String } at ? RowCodec.ParseInstant(at.GetString()!) : null))];

    private static void WriteWrite(Utf8JsonWriter json, RowWrite write)
    {
        json.WriteString("page", write.Page.Id);
        json.WriteString("edited", write.Page.EditedAt);
        json.WriteBoolean("anyway", write.Anyway);
        if (write.Row is { } row)
        {
            json.WriteString("row", row.Id);
            json.WriteString("version", row.Version);
        }
        else if (write.Again is { } again)
        {
            json.WriteString("again", again);
        }

        WriteValues(json, "set", write.Values.Where(v => v.Field.Type != PropertyType.Relation));
        WriteValues(json, "refs", write.Values.Where(v => v.Field.Type == PropertyType.Relation));
        json.WriteStartArray("waiting");
        foreach (var field in write.Waiting)
        {
            json.WriteStringValue(field.Column);
        }

        json.WriteEndArray();
        json.WriteStartObject("extras");
        foreach (var (field, _) in write.Values)
        {
            if (write.Page.Extras.TryGetValue(field, out var extra))
            {
                json.WriteString(field.Column, extra);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteConflict(Utf8JsonWriter json, ConflictNote conflict)
    {
        json.WriteString("page", conflict.PageId);
        json.WriteString("row", conflict.RowId);
        json.WriteString("winner", conflict.Winner?.ToString());
        json.WriteStartObject("fields");
        foreach (var (field, onPage, onRow) in conflict.Fields)
        {
            json.WriteStartObject(field.Column);
            json.WritePropertyName("notion");
            RowCodec.Encode(json, field, onPage);
            json.WritePropertyName("supabase");
            RowCodec.Encode(json, field, onRow);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteLook(Utf8JsonWriter json, Page page, Field? match)
    {
        json.WriteString("page", page.Id);
        if (page.SupabaseId is { } row)
        {
            json.WriteString("supabase_id", row);
        }

        if (match is not null && page.Record[match] is FieldValue.Text { Value: var text })
        {
            json.WriteString("match", text);
        }
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

    /// <summary>As text, because PostgreSQL does not hold everything that may stand in Notion.</summary>
    private static void WriteRaw(Utf8JsonWriter json, IReadOnlyList<(Field Field, string Value)> raw)
    {
        if (raw.Count == 0)
        {
            return;
        }

        json.WriteStartObject("raw");
        foreach (var (field, value) in raw)
        {
            json.WriteString(field.Column, value);
        }

        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> writeMembers)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            writeMembers(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IEnumerable<Guid> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }

    private static WriteOutcome ReadOutcome(JsonElement outcome) => new(
        outcome.GetProperty("page").GetGuid(),
        Enum.Parse<WriteState>(outcome.GetProperty("state").GetString()!, ignoreCase: true),
        outcome.GetProperty("row") is { ValueKind: JsonValueKind.String } row ? row.GetGuid() : null,
        outcome.TryGetProperty("reason", out var reason) ? reason.GetString() : null);

    private static DeleteOutcome ReadDelete(JsonElement outcome) =>
        new(outcome.GetProperty("page").GetGuid(), outcome.GetProperty("row").GetGuid(), outcome.GetProperty("state").ValueEquals("deleted"));

    private static Sighting ReadSighting(Database database, JsonElement seen) => new(
        seen.GetProperty("page").GetGuid(),
        ReadLink(database, seen.GetProperty("link")),
        ReadRow(database, seen.GetProperty("row")),
        seen.GetProperty("matched").GetBoolean(),
        seen.GetProperty("elsewhere").GetString(),
        seen.GetProperty("intended").GetBoolean());

    /// <summary>{"id", "version", "edited", "record"}, or null for null.</summary>
    private static Row? ReadRow(Database database, JsonElement row) => row.ValueKind != JsonValueKind.Object
        ? null
        : new Row
        {
            Id = row.GetProperty("id").GetGuid(),
            Version = row.GetProperty("version").GetString()!,
            EditedAt = RowCodec.ParseInstant(row.GetProperty("edited").GetString()!),
            Record = ReadRecord(database, row.GetProperty("record")),
        };

    private static Link? ReadLink(Database database, JsonElement link)
    {
        if (link.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var extras = link.GetProperty("extras");
        return new Link
        {
            PageId = link.GetProperty("page").GetGuid(),
            RowId = link.GetProperty("row").GetGuid(),
            Base = ReadRecord(database, link.GetProperty("base")),
            Extras = database.Mirrored.Where(f => extras.TryGetProperty(f.Column, out _)).ToDictionary(f => f, f => extras.GetProperty(f.Column).GetString()!),
            IsDeleted = link.GetProperty("deleted").GetBoolean(),
            IsPending = link.GetProperty("pending").GetBoolean(),
            RowHasReturned = link.GetProperty("returned").GetBoolean(),
            Returning = [.. link.GetProperty("returning").EnumerateArray().Select(p => p.GetGuid())],
        };
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

    /// <summary>
    /// Null, which is "not known", for what no field can hold (NaN, infinity, a value of another type): it is neither compared nor overwritten unseen.
    /// </summary>
    private static FieldValue? TryDecode(Field field, JsonElement value)
    {
        try
        {
            return RowCodec.Decode(field, value);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
