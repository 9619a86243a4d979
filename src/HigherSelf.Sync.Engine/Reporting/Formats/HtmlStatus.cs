namespace HigherSelf.Sync.Engine.Reporting.Formats;

/// <summary>How a status looks: a colour, a shape and a word, so that none of them is the only sign.</summary>
/// <param name="Class">The class of the stylesheet.</param>
/// <param name="Word">The word.</param>
/// <param name="Shape">The id of the symbol.</param>
internal sealed record HtmlStatus(string Class, string Word, string Shape)
{
    /// <summary>The symbols, once in a page.</summary>
    public static Html Symbols { get; } = new(
        """
        <svg class="symbols" aria-hidden="true" width="0" height="0"><defs>
        <symbol id="s-ok" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" fill="currentColor"/><path d="M4.4 8.3l2.5 2.5 4.7-5.2" class="ink"/></symbol>
        <symbol id="s-warn" viewBox="0 0 16 16"><path d="M8 .8l7.6 13.6H.4z" fill="currentColor" stroke="currentColor" stroke-width="1" stroke-linejoin="round"/><path d="M8 5.6v4M8 12v.2" class="ink"/></symbol>
        <symbol id="s-bad" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" fill="currentColor"/><path d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6" class="ink"/></symbol>
        <symbol id="s-stop" viewBox="0 0 16 16"><path d="M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7z" fill="currentColor"/><path d="M8 4v4.6M8 11.6v.2" class="ink"/></symbol>
        <symbol id="s-idle" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" fill="currentColor"/><path d="M4.5 8h7" class="ink"/></symbol>
        <symbol id="s-run" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" fill="currentColor"/><path d="M8 4v4.2l2.8 1.8" class="ink"/></symbol>
        </defs></svg>
        """);

    /// <summary>The symbol alone; a word has to stand beside it.</summary>
    public Html Icon => Html.Of($"<svg class=\"icon {Class}\" aria-hidden=\"true\"><use href=\"#{Shape}\"/></svg>");

    /// <summary>Symbol and word.</summary>
    public Html Pill => Html.Of($"<span class=\"pill {Class}\">{Icon}{Word}</span>");

    public static HtmlStatus Of(SyncStatus? status) => status switch
    {
        SyncStatus.Succeeded => new("ok", "Succeeded", "s-ok"),
        SyncStatus.Partial => new("warn", "Partial", "s-warn"),
        SyncStatus.Failed => new("bad", "Failed", "s-bad"),
        SyncStatus.Halted => new("bad", "Halted", "s-stop"),
        SyncStatus.Skipped => new("idle", "Skipped", "s-idle"),
        _ => new("idle", "Nothing", "s-idle"),
    };

    /// <summary>Of a run, which may also be under way.</summary>
    public static HtmlStatus Of(ReportRun run) => run switch
    {
        { HasEnded: false } => new("idle", "Running", "s-run"),
        { WasStopped: true } => new("bad", "Stopped", "s-stop"),
        _ => Of(Enum.TryParse<SyncStatus>(run.Status, out var status) ? status : null),
    };
}
