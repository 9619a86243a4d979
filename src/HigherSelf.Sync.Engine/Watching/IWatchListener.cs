using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Watching;

/// <summary>Hears what comes of a watch, in order.</summary>
public interface IWatchListener
{
    /// <summary>A database is done.</summary>
    void Result(HSSyncResult result);

    /// <summary>A cycle failed as a whole, or the heartbeat could not be written; the watch goes on.</summary>
    void Trouble(SyncException error);

    /// <summary>A cycle has begun or ended.</summary>
    void Beat(Heartbeat heartbeat);
}
