using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

/// <summary>
/// Recorded traffic of the real Notion, if it is at hand: in the folder that HS_RECORDED names, or in
/// <c>shared/recorded/notion</c> beside the repository.
/// </summary>
internal static class Recordings
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("HS_RECORDED") ?? FindFolder(Repository.Root);

    public static IReadOnlyList<RecordedCall> Read(string name)
    {
        Assert.SkipWhen(Folder is null, "No recorded traffic at hand; set HS_RECORDED to its folder.");
        var calls = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder!, $"{name}.json")))!.AsArray();
        return [.. calls.Select(call => new RecordedCall(call!["request"]!.AsObject(), call["response"]!.AsObject()))];
    }

    private static string? FindFolder(string? from)
    {
        if (from is null)
        {
            return null;
        }

        var folder = Path.Combine(from, "shared", "recorded", "notion");
        return Directory.Exists(folder) ? folder : FindFolder(Path.GetDirectoryName(from));
    }
}

internal sealed record RecordedCall(JsonObject Request, JsonObject Response)
{
    public string Method => (string)Request["method"]!;

    public string Path => (string)Request["path"]!;

    public string? Body => Request["body"]?.ToJsonString();

    public int Status => (int)Response["status"]!;

    public JsonNode? Answer => Response["body"];
}
