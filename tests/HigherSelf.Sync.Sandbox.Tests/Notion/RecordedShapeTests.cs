using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

/// <summary>
/// The recorded calls are made again, with the ids that are valid here. The answers must have the same keys and the same
/// kinds of values as the recorded ones, and times and addresses the same form.
/// </summary>
public sealed partial class RecordedShapeTests : NotionTest
{
    private const string RecordedHome = "393abc1e-edcd-80f3-813b-e205934558c6";
    private readonly Dictionary<string, string> _ids = [];

    [Theory]
    [InlineData("api_response_error")]
    [InlineData("data_sources_create")]
    [InlineData("data_sources_query")]
    [InlineData("databases_create")]
    [InlineData("databases_retrieve")]
    [InlineData("pages_create")]
    [InlineData("pages_update")]
    [InlineData("search")]
    [InlineData("users_me")]
    public async Task Answers_have_the_shape_of_recorded_ones(string recording)
    {
        _ids[RecordedHome] = Workspace.CreateLoosePage("Home").ToString();
        foreach (var call in Recordings.Read(recording))
        {
            using var api = new NotionApi(Notion, "2025-09-03", call.Status == 401 ? "ntn_wrong" : null);
            var path = Translate(call.Path)[1..];
            var body = call.Body is { } json ? Translate(json) : null;
            var reply = call.Method switch
            {
                "GET" => await api.Get(path),
                "DELETE" => await api.Delete(path),
                "PATCH" => await api.Patch(path, body!),
                _ => await api.Post(path, body),
            };

            Assert.Equal(call.Status, reply.Status);
            Assert.Equal(Shape("", call.Answer), Shape("", reply.Body));
            Learn(call.Answer!, reply.Body);
        }
    }

    /// <summary>One line for each value: where it is, and of what kind.</summary>
    private static IEnumerable<string> Shape(string path, JsonNode? node) => node switch
    {
        JsonObject item => item.OrderBy(member => member.Key, StringComparer.Ordinal)
            .SelectMany(member => Shape($"{path}.{member.Key}", member.Value))
            .Prepend($"{path} is an object"),
        JsonArray items => items.SelectMany((item, position) => Shape($"{path}[{position}]", item)).Prepend($"{path} is an array"),
        null => [$"{path} is null"],
        _ when node.GetValueKind() == JsonValueKind.String => [$"{path} is {Form((string)node!)}"],
        _ => [$"{path} is {node.GetValueKind()}"],
    };

    private static string Form(string text) =>
        Minute().IsMatch(text) ? "a time cut to the minute"
        : Millisecond().IsMatch(text) ? "a time with milliseconds"
        : Id().IsMatch(text) ? "an id"
        : text.StartsWith("https://", StringComparison.Ordinal) ? $"the address {Undashed().Replace(text, "<id>")}"
        : "a string";

    private string Translate(string text)
    {
        foreach (var (recorded, ours) in _ids)
        {
            text = text.Replace(recorded, ours, StringComparison.Ordinal)
                .Replace(recorded.Replace("-", ""), ours, StringComparison.Ordinal);
        }

        return text;
    }

    private void Learn(JsonNode recorded, JsonNode ours)
    {
        if (recorded["id"] is { } id)
        {
            _ids[(string)id!] = (string)ours["id"]!;
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$")]
    private static partial Regex Minute();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$")]
    private static partial Regex Millisecond();

    [GeneratedRegex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    private static partial Regex Id();

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex Undashed();
}
