using System.Security.Cryptography;
using System.Text;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>A file that is being written, a JSON value a line, with its length and its checksum.</summary>
/// <param name="path">The file; one that is there is written over.</param>
internal sealed class LineFile(string path) : IAsyncDisposable
{
    private readonly FileStream _stream = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _lines;
    private long _bytes;

    /// <summary>Writes a line.</summary>
    public Task WriteLineAsync(string line, CancellationToken cancellationToken) => WriteLineAsync(Encoding.UTF8.GetBytes(line), cancellationToken);

    /// <summary>Writes a line that is UTF-8 already.</summary>
    public async Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        await WriteRawAsync(line, cancellationToken).ConfigureAwait(false);
        await WriteRawAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes text that has its own line ends.</summary>
    public async Task WriteRawAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        _hash.AppendData(text.Span);
        _bytes += text.Length;
        _lines += text.Span.Count((byte)'\n');
        await _stream.WriteAsync(text, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has what was written so far on the disk.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _stream.Flush(flushToDisk: true);
    }

    /// <summary>Ends the writing; the file is on the disk then.</summary>
    public async Task<(long Lines, long Bytes, string Sha256)> CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        return (_lines, _bytes, Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _stream.DisposeAsync().ConfigureAwait(false);
    }
}
