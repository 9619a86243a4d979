using System.Collections.Concurrent;
using HigherSelf.Sync.Engine.Notion;

namespace HigherSelf.Sync.Hosting;

/// <summary>
/// What outlives a command and is one for the whole process, whichever runspace asks. It is the only such state of the module: a token's budget
/// is counted by Notion and not by runspace (R11), a sandbox runs until it is stopped, and completion offers the runs that were seen.
/// </summary>
internal static class ProcessWide
{
    private const int MostRuns = 1_000;

    private static readonly ConcurrentDictionary<(string Url, string Token, int Budget), RequestPacer> Pacers = new();

    /// <summary>The pacer of a token.</summary>
    public static RequestPacer PacerOf(NotionOptions options) => Pacers.GetOrAdd(
        (options.BaseUrl.AbsoluteUri, options.Token.Reveal(), options.RequestsPerMinute),
        _ => new RequestPacer(TimeProvider.System, options.RequestsPerMinute));

    /// <summary>The runs that this process has made or listed, for completion.</summary>
    public static ConcurrentDictionary<Guid, string> Runs { get; } = new();

    /// <summary>Keeps a run for completion; the first thing that is said of it stays.</summary>
    public static void NoteRun(Guid runId, string tip)
    {
        if (Runs.Count < MostRuns)
        {
            Runs.TryAdd(runId, tip);
        }
    }

    /// <summary>The sandboxes that are running, by id.</summary>
    public static ConcurrentDictionary<Guid, RunningSandbox> Sandboxes { get; } = new();
}
