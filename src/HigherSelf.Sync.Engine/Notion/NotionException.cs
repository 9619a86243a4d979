using System.Net;
using System.Text.Json;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>
/// An error answer of the Notion API, with all that it said (https://developers.notion.com/reference/status-codes).
/// </summary>
public sealed class NotionException : SyncException
{
    private NotionException(ErrorId id, string cause, string nextStep, Exception? inner)
        : base(id, cause, nextStep, "Notion", inner)
    {
    }

    /// <summary>The HTTP status; 529 (overload) has no name in <see cref="HttpStatusCode"/>.</summary>
    public int Status { get; private init; }

    /// <summary>The code, such as "validation_error"; null if the answer was none of the API (an HTML page of the edge, say).</summary>
    public string? Code { get; private init; }

    /// <summary>What Notion said.</summary>
    public string Said { get; private init; } = "";

    /// <summary>The id to name to Notion's support.</summary>
    public string? RequestId { get; private init; }

    /// <summary>What Notion added, by name: rate_limit_reason, committed_resource_id, retry_guidance ...; text, or a list of text.</summary>
    public IReadOnlyDictionary<string, JsonElement> AdditionalData { get; private init; } = new Dictionary<string, JsonElement>();

    /// <summary>How long Notion asks to wait, if it does.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>429 and 529: the request did not take effect, whatever it was.</summary>
    public bool IsRateLimited => Status is 429 or 529;

    /// <summary>The token is blocked: no request may be tried again.</summary>
    public bool IsBlocked => Text("rate_limit_reason") == "public_api_request_blocked";

    /// <summary>The cursor of a walk has died; the walk begins again.</summary>
    public bool IsCursorInvalid => Status == 400 && Said.Contains("start_cursor", StringComparison.Ordinal);

    /// <summary>The page is in the trash or archived, and takes no edits.</summary>
    public bool IsArchived => Status == 400 && (Said.Contains("archived", StringComparison.OrdinalIgnoreCase) || Said.Contains("in trash", StringComparison.OrdinalIgnoreCase));

    /// <summary>Absent or not shared: Notion does not say which.</summary>
    public bool IsNotFound => Status == 404;

    /// <summary>The page or database that a failed answer belongs to although it was saved; null if nothing is said of it.</summary>
    public Guid? CommittedResourceId => Guid.TryParse(Text("committed_resource_id"), out var id) ? id : null;

    /// <summary>A server or gateway error, after which only a look tells whether the request took effect.</summary>
    public bool IsServerError => Status is 500 or 502 or 503 or 504;

    /// <summary>The error of an answer.</summary>
    internal static NotionException From(string request, HttpResponseMessage response, NotionError? error, TimeSpan? retryAfter)
    {
        var status = (int)response.StatusCode;
        var requestId = error?.RequestId
            ?? (response.Headers.TryGetValues("x-notion-request-id", out var values) ? values.FirstOrDefault() : null);
        var said = error?.Message ?? "an answer that is none of its API";
        var blocked = error?.AdditionalData?.TryGetValue("rate_limit_reason", out var reason) == true
            && reason.ValueKind == JsonValueKind.String && reason.ValueEquals("public_api_request_blocked");
        var (id, nextStep) = Classify(status, error?.Code, blocked);
        return new NotionException(id,
            $"Notion answered {request} with {status} {error?.Code ?? response.ReasonPhrase}: {said}{(requestId is null ? "" : $" (request id {requestId})")}",
            nextStep, null)
        {
            Status = status,
            Code = error?.Code,
            Said = said,
            RequestId = requestId,
            AdditionalData = error?.AdditionalData ?? [],
            RetryAfter = retryAfter,
        };
    }

    /// <summary>The error of an answer that was promised as JSON and is none.</summary>
    internal static NotionException Unreadable(string request, int status, Exception inner) =>
        new(ErrorId.NotionAnswerUnreadable, $"Notion answered {request} with {status} and a text that cannot be read: {inner.Message}",
            "Try again; if it stays, something between this machine and Notion changes the answers.", inner) { Status = status, Said = inner.Message };

    private string? Text(string name) =>
        AdditionalData.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (ErrorId Id, string NextStep) Classify(int status, string? code, bool blocked) => (status, code) switch
    {
        _ when blocked => (ErrorId.NotionBlocked, "Stop every program that uses this token, and write to Notion's support; asking again makes it worse."),
        (401, _) => (ErrorId.NotionUnauthorized, "Check NOTION_API_TOKEN against the integration's page at notion.so/profile/integrations."),
        (403, null) => (ErrorId.NotionForbidden, "The answer came from before the API: check the network, a proxy or a firewall."),
        (403, _) => (ErrorId.NotionForbidden, "Give the integration the capabilities to read, insert and update content, or lift the limit that the message names."),
        (404, _) => (ErrorId.NotionNotShared, "Open the page or database in Notion, ... > Connections, and add your integration."),
        (429 or 529, _) => (ErrorId.NotionUnavailable, "Run again in a few minutes; other programs of this workspace may be using up its limit."),
        (500 or 502 or 503 or 504, _) => (ErrorId.NotionUnavailable, "Run again in a few minutes; see status.notion.com."),
        (409, "conflict_error") => (ErrorId.NotionUnavailable, "Run again: the record was being saved by somebody else at that moment."),
        _ => (ErrorId.NotionRejected, "Read what Notion said; the record or the schema does not allow this request."),
    };
}
