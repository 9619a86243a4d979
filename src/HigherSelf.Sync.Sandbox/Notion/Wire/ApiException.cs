using System.Globalization;
using System.Net;

namespace HigherSelf.Sync.Sandbox.Notion.Wire;

/// <summary>
/// An error answer. The messages are Notion's own, from its documentation of status codes, from recorded traffic and
/// from public bug reports; clients match on some of them.
/// </summary>
internal sealed class ApiException(
    int status,
    string code,
    string message,
    IReadOnlyList<KeyValuePair<string, object>>? additionalData = null) : Exception(message)
{
    private const string ValidationError = "validation_error";
    private const int ServiceOverloadStatus = 529;
    private static readonly string[] SavedGuidance =
        ["Read the object again to see its current state.", "Do not repeat the write."];

    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Each value is a string or a list of strings.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> AdditionalData { get; } = additionalData ?? [];

    /// <summary>The <c>Retry-After</c> header, where there is one.</summary>
    public string? RetryAfter { get; private init; }

    public static ApiException InvalidJson() => new(400, "invalid_json", "Error parsing JSON body.");

    public static ApiException InvalidUrl() => new(400, "invalid_request_url", "Invalid request URL.");

    public static ApiException MissingVersion() => new(
        400,
        "missing_version",
        "Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.");

    public static ApiException UnsupportedVersion(string version, IEnumerable<string> supported) => Validation(
        "Notion-Version header failed validation: Notion-Version header should be "
        + $"{string.Join(" or ", supported.Select(known => $"`\"{known}\"`"))}, instead was `\"{version}\"`.");

    public static ApiException Unauthorized() => new(401, "unauthorized", "API token is invalid.");

    public static ApiException Restricted() => new(403, "restricted_resource", "Insufficient permissions for this endpoint.");

    public static ApiException NotFound(string kind, Guid id, string integration) => new(
        404,
        "object_not_found",
        $"Could not find {kind} with ID: {id}. Make sure the relevant pages and databases are shared with your integration "
        + $"\"{integration}\".");

    public static ApiException Validation(string message) => new(400, ValidationError, message);

    /// <param name="part">The part of the request that is wrong: body, path or query.</param>
    /// <param name="complaint">What is wrong with it.</param>
    public static ApiException Failed(string part, string complaint) => Validation($"{part} failed validation: {complaint}");

    public static ApiException Body(string complaint) => Failed("body", complaint);

    public static ApiException BodyChoices(IEnumerable<string> complaints) =>
        Validation($"body failed validation. Fix one:\n{string.Join('\n', complaints)}");

    public static ApiException InvalidCursor(string cursor) => Validation($"The start_cursor provided is invalid: {cursor}");

    public static ApiException Archived() =>
        Validation("Can't edit block that is archived. You must unarchive the block before editing.");

    public static ApiException Conflict() => new(409, "conflict_error", "Conflict occurred while saving. Please try again.");

    /// <param name="reason">One of the reasons in Notion's page on request limits, e.g. public_api_request_rate_limit.</param>
    /// <param name="retryAfterSeconds">Whole seconds until the next try; null gives no hint.</param>
    public static ApiException RateLimited(string reason, int? retryAfterSeconds)
    {
        var seconds = retryAfterSeconds?.ToString(CultureInfo.InvariantCulture);
        List<KeyValuePair<string, object>> data = [new("rate_limit_reason", reason)];
        if (seconds is not null)
        {
            data.Add(new("retry_after", seconds));
        }

        return new(429, "rate_limited", "You have been rate limited. Please try again in a few minutes.", data) { RetryAfter = seconds };
    }

    public static ApiException Overloaded(int retryAfterSeconds) =>
        new(ServiceOverloadStatus, "service_overload", "Notion is overloaded, please try again later.")
        {
            RetryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture),
        };

    public static ApiException InternalError() => new(500, "internal_server_error", "Unexpected error occurred.");

    public static ApiException Unavailable() => new(503, "service_unavailable", "Notion is unavailable, please try again later.");

    /// <summary>The write was saved all the same; for a create, <paramref name="committed"/> is what came into being.</summary>
    public static ApiException SavedButUnavailable(Guid? committed)
    {
        List<KeyValuePair<string, object>> data = [new("retry_guidance", SavedGuidance)];
        if (committed is { } id)
        {
            data.Add(new("committed_resource_id", id.ToString()));
        }

        return new(
            503, "service_unavailable", "The change was saved, but the response could not be built in time. Read the object again.", data);
    }

    public static ApiException GatewayTimeout() => new((int)HttpStatusCode.GatewayTimeout, "gateway_timeout", "Gateway Timeout");
}
