using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>Writes the values of pages into answers as Notion reads them back.</summary>
internal static class PropertyReader
{
    /// <summary>The value as it stands in a page: long lists of references cut short.</summary>
    public static void WriteProperty(Utf8JsonWriter json, AnswerView view, NotionPage page, PropertySchema property)
    {
        json.WriteStartObject();
        json.WriteString("id", property.WireId);
        json.WriteString("type", property.Type.Name());
        WriteValue(json, view, page, property);
        json.WriteEndObject();
    }

    /// <summary>The member that carries the value, e.g. <c>"number": 5</c>.</summary>
    public static void WriteValue(Utf8JsonWriter json, AnswerView view, NotionPage page, PropertySchema property)
    {
        var value = page[property];
        json.WritePropertyName(property.Type.Name());
        switch (property.Type)
        {
            case PropertyType.Title or PropertyType.RichText:
                RichTextReader.WriteArray(json, view, value as TextValue);
                break;
            case PropertyType.Number:
                WriteRawOrNull(json, (value as NumberValue)?.Json);
                break;
            case PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber:
                json.WriteStringValue((value as StringValue)?.Text);
                break;
            case PropertyType.Checkbox:
                json.WriteBooleanValue(value is CheckboxValue);
                break;
            case PropertyType.Date:
                WriteDate(json, value as DateValue);
                break;
            case PropertyType.Select or PropertyType.Status:
                WriteOption(json, WorkspaceState.OptionsOf(value).FirstOrDefault());
                break;
            case PropertyType.MultiSelect:
                WriteArray(json, WorkspaceState.OptionsOf(value), option => WriteOption(json, option));
                break;
            case PropertyType.People:
                // Beyond the limit people are left out, and nothing says so.
                WriteArray(json, PeopleOf(value).Take(view.ReferenceLimit), user => UserReader.WriteValue(json, view, user));
                break;
            case PropertyType.Relation:
                WriteRelation(json, view, property, value);
                break;
            case PropertyType.Files:
                WriteArray(json, (value as FilesValue)?.Files ?? [], file => WriteFile(json, view, file));
                break;
            case PropertyType.Place:
                WriteRawOrNull(json, (value as FixedValue)?.Json);
                break;
            case PropertyType.Verification:
                json.WriteRawValue((value as FixedValue)?.Json ?? """{"state":"unverified","verified_by":null,"date":null}""");
                break;
            case PropertyType.Formula:
                json.WriteRawValue((value as FixedValue)?.Json ?? """{"type":"string","string":null}""");
                break;
            case PropertyType.Rollup:
                json.WriteRawValue((value as FixedValue)?.Json ?? EmptyRollup(property));
                break;
            case PropertyType.UniqueId:
                WriteUniqueId(json, property, value);
                break;
            case PropertyType.CreatedTime:
                json.WriteStringValue(NotionTime.Minute(page.CreatedTime));
                break;
            case PropertyType.LastEditedTime:
                json.WriteStringValue(NotionTime.Minute(page.LastEditedTime));
                break;
            case PropertyType.CreatedBy:
                UserReader.WriteValue(json, view, page.CreatedBy);
                break;
            case PropertyType.LastEditedBy:
                UserReader.WriteValue(json, view, page.LastEditedBy);
                break;
            default:
                json.WriteStartObject();
                json.WriteEndObject();
                break;
        }
    }

    public static IEnumerable<NotionUser> PeopleOf(PropertyValue? value) => (value as PeopleValue)?.People ?? [];

    private static void WriteRelation(Utf8JsonWriter json, AnswerView view, PropertySchema property, PropertyValue? value)
    {
        var hasMore = false;
        var shown = 0;
        json.WriteStartArray();
        foreach (var target in view.Targets(property, value))
        {
            if (shown++ == view.ReferenceLimit)
            {
                hasMore = true;
                break;
            }

            json.WriteStartObject();
            json.WriteString("id", target.Id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more", hasMore);
    }

    private static void WriteArray<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void WriteOption(Utf8JsonWriter json, SelectOption? option)
    {
        if (option is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("id", option.Id);
        json.WriteString("name", option.Name);
        json.WriteString("color", option.Color);
        json.WriteEndObject();
    }

    private static void WriteDate(Utf8JsonWriter json, DateValue? date)
    {
        if (date is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("start", date.Start);
        json.WriteString("end", date.End);
        json.WriteString("time_zone", date.TimeZone);
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, AnswerView view, FileEntry file)
    {
        var type = file.IsHosted ? "file" : "external";
        json.WriteStartObject();
        json.WriteString("name", file.Name);
        json.WriteString("type", type);
        json.WriteStartObject(type);
        json.WriteString("url", file.IsHosted ? view.Sign(file.Url) : file.Url);
        if (file.IsHosted)
        {
            json.WriteString("expiry_time", (view.State.Now + HostedFiles.Lifetime).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteUniqueId(Utf8JsonWriter json, PropertySchema property, PropertyValue? value)
    {
        json.WriteStartObject();
        json.WriteString("prefix", ((UniqueIdConfig)property.Config).Prefix);
        if (value is UniqueIdValue unique)
        {
            json.WriteNumber("number", unique.Number);
        }
        else
        {
            json.WriteNull("number");
        }

        json.WriteEndObject();
    }

    private static void WriteRawOrNull(Utf8JsonWriter json, string? raw)
    {
        if (raw is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(raw);
        }
    }

    public static string EmptyRollup(PropertySchema property) =>
        $$"""{"type":"array","array":[],"function":"{{((RollupConfig)property.Config).Function}}"}""";
}
