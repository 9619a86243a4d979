using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Http;

/// <summary>
/// <c>/_sandbox/faults</c>, for clients in other processes: POST orders a fault, DELETE calls all orders off, GET counts what
/// was injected. Not a part of Notion.
/// </summary>
internal sealed class SandboxControl(FaultPlan faults, string token)
{
    private const string Path = "/_sandbox/faults";

    public static bool IsMeant(IncomingRequest request) => request.Path == Path;

    public Answer Answer(IncomingRequest request)
    {
        try
        {
            if (request.Authorization != $"Bearer {token}")
            {
                throw ApiException.Unauthorized();
            }

            switch (request.Method)
            {
                case "POST":
                    Order(request);
                    break;
                case "DELETE":
                    faults.Clear();
                    break;
                default:
                    break;
            }

            return Http.Answer.Ok(Guid.Empty, WriteCounts);
        }
        catch (ApiException error)
        {
            return Http.Answer.Error(Guid.Empty, error);
        }
    }

    /// <summary>
    /// Takes e.g. <c>{"fault": "rate_limited", "retry_after": 1, "count": 2, "method": "GET", "path": "/v1/users"}</c>, or for
    /// <c>slow</c> a <c>delay_ms</c>.
    /// </summary>
    private void Order(IncomingRequest request)
    {
        using var document = Parse(request);
        var body = BodyNode.Root(document.RootElement);
        body.AllowOnly("fault", "count", "method", "path", "retry_after", "delay_ms");
        var names = Enum.GetValues<FaultKind>().ToDictionary(kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));
        var fault = new Fault(names[body["fault"].OneOf([.. names.Keys])])
        {
            RetryAfterSeconds = Integer(body["retry_after"]) ?? 1,
            Delay = TimeSpan.FromMilliseconds(Integer(body["delay_ms"]) ?? 0),
        };
        var method = body["method"].TextOrNull();
        var path = body["path"].TextOrNull();
        faults.Next(fault, Integer(body["count"]) ?? 1, (calledMethod, calledPath) =>
            (method is null || method == calledMethod) && (path is null || calledPath.Contains(path, StringComparison.Ordinal)));
    }

    private static JsonDocument Parse(IncomingRequest request)
    {
        try
        {
            return JsonDocument.Parse(request.Body);
        }
        catch (JsonException)
        {
            throw ApiException.InvalidJson();
        }
    }

    private static int? Integer(BodyNode node) =>
        !node.IsDefined ? null : node.Element.TryGetInt32(out var number) ? number : throw node.Should("an integer");

    private void WriteCounts(Utf8JsonWriter json)
    {
        json.WriteStartObject("injected");
        foreach (var (kind, count) in faults.Injected)
        {
            json.WriteNumber(JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()), count);
        }

        json.WriteEndObject();
    }
}
