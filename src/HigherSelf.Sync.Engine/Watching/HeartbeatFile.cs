using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Watching;

/// <summary>The file that a watch keeps its last sign of life in.</summary>
/// <param name="path">Its full path.</param>
public sealed class HeartbeatFile(string path)
{
    /// <summary>Puts a sign of life in place of the last one; who reads the file sees the one or the other, whole.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: the file cannot be written.</exception>
    public void Write(Heartbeat heartbeat)
    {
        var unfinished = path + ".new";
        try
        {
            File.WriteAllText(unfinished, heartbeat.ToJson() + "\n");
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, $"{path}: the heartbeat cannot be written: {e.Message}",
                "Name a file in -HeartbeatPath that this user may write, in a folder that is there.", path, e);
        }
    }
}
