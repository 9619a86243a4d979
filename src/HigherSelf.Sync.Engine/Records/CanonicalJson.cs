using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HigherSelf.Sync.Engine.Records;

/// <summary>
/// One text for each JSON value, so that equal values are equal texts: keys in ordinal order, the last of equal keys,
/// exact numbers in one form, no white space. What PostgreSQL's jsonb holds equal is equal here.
/// </summary>
public static partial class CanonicalJson
{
    /// <summary>Deep enough for anything a person or program stores; deeper text is text, not JSON.</summary>
    internal static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 256 };

    /// <summary>How JSON nodes are made text without needless escapes.</summary>
    internal static readonly JsonSerializerOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions WriteOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 300,
        SkipValidation = true,
    };

    /// <summary>The canonical text of a JSON text, or null if it is none (or one that jsonb cannot hold).</summary>
    public static string? TryOf(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, ReadOptions);
            var canonical = Of(document.RootElement);
            return HoldsNul(canonical) ? null : canonical;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // InvalidOperationException is what the reader throws for half a surrogate pair in an escape.
            return null;
        }
    }

    /// <summary>True if JSON text holds the character U+0000, which PostgreSQL cannot store.</summary>
    public static bool HoldsNul(string json) => EscapedNul().IsMatch(json);

    /// <summary>The canonical text of a value.</summary>
    /// <exception cref="FormatException">A number in it is one that PostgreSQL could not hold.</exception>
    public static string Of(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions))
        {
            Write(writer, element);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The canonical text of a JSON string.</summary>
    public static string OfText(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions))
        {
            writer.WriteStringValue(text);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    members[member.Name] = member.Value;
                }

                writer.WriteStartObject();
                foreach (var (name, value) in members)
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(ExactNumber.Parse(element.GetRawText()).ToString(), skipInputValidation: true);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    [GeneratedRegex(@"(?<!\\)(\\\\)*\\u0000")]
    private static partial Regex EscapedNul();
}
