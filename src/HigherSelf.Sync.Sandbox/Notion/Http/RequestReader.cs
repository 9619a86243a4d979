using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace HigherSelf.Sync.Sandbox.Notion.Http;

/// <summary>Reads HTTP/1.1 requests off a connection: with a length, in chunks, or without a body.</summary>
internal static class RequestReader
{
    private const int HeadLimit = 64 * 1024;
    private const int BodyLimit = 64 * 1024 * 1024;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>The next request, or null when the client has closed the connection.</summary>
    public static async Task<IncomingRequest?> ReadAsync(PipeReader reader, Stream replies, CancellationToken cancellation)
    {
        if (await ReadLineAsync(reader, cancellation).ConfigureAwait(false) is not { Length: > 0 } requestLine)
        {
            return null;
        }

        var headers = await ReadHeadersAsync(reader, cancellation).ConfigureAwait(false);
        if (headers.GetValueOrDefault("Expect") is "100-continue")
        {
            await replies.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellation).ConfigureAwait(false);
        }

        var isChunked = headers.GetValueOrDefault("Transfer-Encoding")?.Equals("chunked", StringComparison.OrdinalIgnoreCase) ?? false;
        var body = isChunked
            ? await ReadChunksAsync(reader, cancellation).ConfigureAwait(false)
            : await ReadExactlyAsync(reader, Length(headers), cancellation).ConfigureAwait(false);
        return requestLine.Split(' ') is [var method, var target, _]
            ? new IncomingRequest(method, target, headers, body)
            : throw new InvalidDataException($"No HTTP request: {requestLine}");
    }

    private static async Task<Dictionary<string, string>> ReadHeadersAsync(PipeReader reader, CancellationToken cancellation)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(reader, cancellation).ConfigureAwait(false) is { Length: > 0 } line)
        {
            var parts = line.Split(':', 2);
            headers[parts[0]] = parts.Length == 2 ? parts[1].Trim() : "";
        }

        return headers;
    }

    private static int Length(Dictionary<string, string> headers) =>
        headers.TryGetValue("Content-Length", out var text) ? Number(text, NumberStyles.None) : 0;

    private static int Number(string text, NumberStyles style) => int.TryParse(text, style, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InvalidDataException($"No length of a body: {text}");

    private static async Task<byte[]> ReadChunksAsync(PipeReader reader, CancellationToken cancellation)
    {
        var body = new MemoryStream();
        while (true)
        {
            var line = await ReadLineAsync(reader, cancellation).ConfigureAwait(false) ?? "0";
            var size = Number(line.Split(';')[0], NumberStyles.HexNumber);
            body.Write(await ReadExactlyAsync(reader, size, cancellation).ConfigureAwait(false));
            if (size == 0)
            {
                await ReadHeadersAsync(reader, cancellation).ConfigureAwait(false);
                return body.ToArray();
            }

            await ReadLineAsync(reader, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<byte[]> ReadExactlyAsync(PipeReader reader, int length, CancellationToken cancellation)
    {
        if (length == 0)
        {
            return [];
        }

        if (length is < 0 or > BodyLimit)
        {
            throw new InvalidDataException($"A body of {length} bytes is more than anybody would send.");
        }

        var result = await reader.ReadAtLeastAsync(length, cancellation).ConfigureAwait(false);
        if (result.Buffer.Length < length)
        {
            throw new EndOfStreamException();
        }

        var body = result.Buffer.Slice(0, length).ToArray();
        reader.AdvanceTo(result.Buffer.GetPosition(length));
        return body;
    }

    private static async Task<string?> ReadLineAsync(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (TryReadLine(result.Buffer, out var line, out var next))
            {
                reader.AdvanceTo(next);
                return line;
            }

            if (result.IsCompleted)
            {
                return null;
            }

            if (result.Buffer.Length > HeadLimit)
            {
                throw new InvalidDataException("A line of a request is longer than anybody would send.");
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static bool TryReadLine(ReadOnlySequence<byte> buffer, out string line, out SequencePosition next)
    {
        var sequence = new SequenceReader<byte>(buffer);
        var isWhole = sequence.TryReadTo(out ReadOnlySequence<byte> bytes, LineEnd);
        line = isWhole ? Encoding.Latin1.GetString(bytes) : "";
        next = sequence.Position;
        return isWhole;
    }
}
