using System.Globalization;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>
/// A page as a line of a backup: {"id", "edited", "in_trash", "supabase_id", "properties": {column: value}, "extras": {column: value}, "unread": {column: reason}}.
/// Values are the canonical ones, relations as page ids; an extra is what the property holds and no column can.
/// </summary>
internal static class PageLine
{
    public static ReadOnlyMemory<byte> Of(Page page) => RequestJson.Write(json =>
    {
        json.WriteString("id", page.Id);
        json.WriteString("edited", page.EditedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteBoolean("in_trash", page.InTrash);
        if (page.SupabaseId is { } row)
        {
            json.WriteString("supabase_id", row);
        }
        else
        {
            json.WriteNull("supabase_id");
        }

        json.WriteStartObject("properties");
        foreach (var (field, value) in page.Record.Known())
        {
            json.WritePropertyName(field.Column);
            RowCodec.Encode(json, field, value);
        }

        json.WriteEndObject();
        json.WriteStartObject("extras");
        foreach (var (field, extra) in page.Extras)
        {
            json.WritePropertyName(field.Column);
            json.WriteRawValue(extra);
        }

        json.WriteEndObject();
        if (page.Unread.Count > 0)
        {
            json.WriteStartObject("unread");
            foreach (var unread in page.Unread)
            {
                json.WriteString(unread.Field.Column, unread.Reason);
            }

            json.WriteEndObject();
        }
    });
}
