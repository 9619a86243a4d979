using System.Text.Json;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>
/// What the rows were before a restore, a line a change: {"database", "id", "action", "before": {column: value}, "after": {column: value}}. A line is on the
/// disk before its change is made. The file is made with the first one.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class RestoreNotes(string path) : IAsyncDisposable
{
    private LineFile? _file;

    /// <summary>The file; null if nothing was noted.</summary>
    public string? Path => _file is null ? null : path;

    /// <exception cref="SyncException"><see cref="ErrorId.RestoreIncomplete"/>: the notes cannot be written, and so nothing is changed.</exception>
    public async Task AddAsync(IEnumerable<RestoreChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            _file ??= new LineFile(path);
            foreach (var change in changes)
            {
                await _file.WriteLineAsync(Line(change), cancellationToken).ConfigureAwait(false);
            }

            await _file.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ErrorId.RestoreIncomplete, $"{path}: what the rows were before cannot be noted, so no more of them is changed: {e.Message}",
                "Copy the backup into a folder that can be written to, and restore from there.", path, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static ReadOnlyMemory<byte> Line(RestoreChange change) => RequestJson.Write(json =>
    {
        json.WriteString("database", change.Database);
        json.WriteString("id", change.Id);
        json.WriteString("action", change.Action.ToString());
        WriteValues(json, "before", change.Before);
        WriteValues(json, "after", change.After);
    });

    private static void WriteValues(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> values)
    {
        json.WriteStartObject(name);
        foreach (var (column, value) in values)
        {
            json.WritePropertyName(column);
            json.WriteRawValue(value, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
