using System.Collections.Concurrent;
using HigherSelf.Sync.Engine.Notion;

namespace HigherSelf.Sync.Hosting;

/// <summary>
/// What outlives a command and is one for the whole process, whichever runspace asks. It is the only such state of the module: a token's budget
/// is counted by Notion and not by runspace (R11), and a sandbox runs until it is stopped.
/// </summary>
internal static class ProcessWide
{
    private static readonly ConcurrentDictionary<(string Url, string Token, int Budget), RequestPacer> Pacers = new();

    /// <summary>The pacer of a token.</summary>
    public static RequestPacer PacerOf(NotionOptions options) => Pacers.GetOrAdd(
        (options.BaseUrl.AbsoluteUri, options.Token.Reveal(), options.RequestsPerMinute),
        _ => new RequestPacer(TimeProvider.System, options.RequestsPerMinute));

    /// <summary>The sandboxes that are running, by id.</summary>
    public static ConcurrentDictionary<Guid, RunningSandbox> Sandboxes { get; } = new();
}
