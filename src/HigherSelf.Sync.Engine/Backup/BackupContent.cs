using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>A backup that is there and whole.</summary>
public sealed class BackupContent
{
    private const int RowsAtOnce = 200;
    private const int CharactersAtOnce = 2_000_000;

    private BackupContent(string path, BackupManifest manifest)
    {
        Path = path;
        Manifest = manifest;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What it says of itself.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>Opens a backup, once every file of it was found to be as its manifest says.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.BackupInvalid"/>, with the file that is missing or damaged.</exception>
    public static async Task<BackupContent> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var manifestPath = System.IO.Path.Combine(path, BackupNames.Manifest);
        if (!File.Exists(manifestPath))
        {
            throw new SyncException(ErrorId.BackupInvalid, $"{path}: there is no {BackupNames.Manifest}, so this is no backup, or one that was not finished.",
                "Name the folder that Backup-HSDatabase wrote, or take another backup.", path);
        }

        var manifest = BackupManifest.Read(manifestPath);
        foreach (var file in manifest.Files)
        {
            var filePath = System.IO.Path.Combine(path, file.Name);
            try
            {
                await CheckAsync(filePath, file, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Damaged(filePath, $"it cannot be read: {e.Message}");
            }
        }

        return new BackupContent(path, manifest);
    }

    /// <summary>True if it holds one side of a database.</summary>
    public bool Has(string table, Side side) => Manifest.Files.Any(f => f.Name == BackupNames.Records(table, side));

    /// <summary>The databases of which it holds a side, by table.</summary>
    public IReadOnlyList<string> Tables(Side side) =>
        [.. Manifest.Files.Select(f => f.Name.Split('.')[0]).Distinct().Where(t => Has(t, side))];

    /// <summary>The rows of a table in the order of their ids, a batch at a time.</summary>
    internal IAsyncEnumerable<IReadOnlyList<RowToPut>> ReadRowsAsync(string table, CancellationToken cancellationToken) =>
        ReadRowsAsync(table, null, cancellationToken);

    /// <summary>Some rows of a table, in the same way.</summary>
    internal async IAsyncEnumerable<IReadOnlyList<RowToPut>> ReadRowsAsync(
        string table, IReadOnlySet<Guid>? only, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<RowToPut>();
        var characters = 0;
        await foreach (var line in File.ReadLinesAsync(System.IO.Path.Combine(Path, BackupNames.Records(table, Side.Supabase)), cancellationToken).ConfigureAwait(false))
        {
            var row = new RowToPut(IdOf(line), line);
            if (only is not null && !only.Contains(row.Id))
            {
                continue;
            }

            batch.Add(row);
            characters += line.Length;
            if (batch.Count == RowsAtOnce || characters >= CharactersAtOnce)
            {
                yield return batch;
                (batch, characters) = ([], 0);
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static Guid IdOf(string line)
    {
        using var row = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 300 });
        return row.RootElement.GetProperty("id").GetGuid();
    }

    private static async Task CheckAsync(string path, BackupFile expected, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw Damaged(path, "the file is missing");
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using var ending = stream.ConfigureAwait(false);
        if (stream.Length != expected.Bytes)
        {
            throw Damaged(path, $"it has {stream.Length} bytes, and had {expected.Bytes}");
        }

        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        if (!string.Equals(sha256, expected.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw Damaged(path, "its content is not what was written (SHA-256)");
        }
    }

    private static SyncException Damaged(string path, string what) =>
        new(ErrorId.BackupInvalid, $"{path}: the backup is damaged: {what}. Nothing was written.", "Get this file again, or take another backup.", path);
}
