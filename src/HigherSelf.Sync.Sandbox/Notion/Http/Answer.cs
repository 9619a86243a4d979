using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Http;

/// <summary>What goes back over the wire.</summary>
internal sealed record Answer(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>Notion escapes no more than JSON has to.</summary>
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Guid? RequestId { get; private init; }

    public string? RetryAfter { get; private init; }

    /// <summary>A good answer: one object, of which <paramref name="writeMembers"/> writes all but the last member.</summary>
    public static Answer Ok(Guid requestId, Action<Utf8JsonWriter> writeMembers) => Object((int)HttpStatusCode.OK, requestId, writeMembers);

    public static Answer Error(Guid requestId, ApiException error) => Object(error.Status, requestId, json =>
    {
        json.WriteString("object", "error");
        json.WriteNumber("status", error.Status);
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        if (error.AdditionalData.Count > 0)
        {
            WriteAdditionalData(json, error.AdditionalData);
        }
    }) with { RetryAfter = error.RetryAfter };

    /// <summary>What the proxy in front of Notion says when it cannot reach it. It bears no request id.</summary>
    public static Answer BadGateway() => new((int)HttpStatusCode.BadGateway, "text/html", Encoding.UTF8.GetBytes(
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
        + "<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n"));

    public async Task WriteAsync(Stream stream, DateTimeOffset now, bool keepsConnection, CancellationToken cancellation)
    {
        var head = new StringBuilder(256)
            .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {(HttpStatusCode)Status}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Date: {now:R}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Type: {ContentType}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Connection: {(keepsConnection ? "keep-alive" : "close")}\r\n");
        if (RequestId is { } requestId)
        {
            head.Append(CultureInfo.InvariantCulture, $"x-notion-request-id: {requestId}\r\n");
        }

        if (RetryAfter is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Retry-After: {RetryAfter}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), cancellation).ConfigureAwait(false);
        await stream.WriteAsync(Body, cancellation).ConfigureAwait(false);
    }

    private static Answer Object(int status, Guid requestId, Action<Utf8JsonWriter> writeMembers)
    {
        var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, WriterOptions))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteString("request_id", requestId);
            json.WriteEndObject();
        }

        return new Answer(status, Json, body.GetBuffer().AsMemory(0, (int)body.Length)) { RequestId = requestId };
    }

    private static void WriteAdditionalData(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object>> data)
    {
        json.WriteStartObject("additional_data");
        foreach (var (name, value) in data)
        {
            if (value is string text)
            {
                json.WriteString(name, text);
                continue;
            }

            json.WriteStartArray(name);
            foreach (var item in (IEnumerable<string>)value)
            {
                json.WriteStringValue(item);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
