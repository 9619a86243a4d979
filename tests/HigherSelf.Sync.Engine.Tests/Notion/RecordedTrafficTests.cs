using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Notion.Properties;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Tests.Notion;

/// <summary>Real answers of Notion are read, and nothing of them is lost on the way.</summary>
public sealed class RecordedTrafficTests
{
    [Fact]
    public void Every_recorded_answer_is_read_without_loss()
    {
        var read = 0;
        foreach (var (file, answer) in Answers())
        {
            var kind = answer.TryGetProperty("object", out var type) ? type.GetString() : null;
            switch (kind)
            {
                case "page":
                    ReadWithoutLoss(file, answer, NotionJson.Default.NotionPage);
                    ReadPage(new NotionPage(answer));
                    break;
                case "database":
                    ReadWithoutLoss(file, answer, NotionJson.Default.NotionDatabase);
                    break;
                case "data_source":
                    ReadWithoutLoss(file, answer, NotionJson.Default.NotionDataSource);
                    break;
                case "user":
                    ReadWithoutLoss(file, answer, NotionJson.Default.NotionUser);
                    break;
                case "list":
                    ReadWithoutLoss(file, answer, NotionJson.Default.NotionListNotionPage);
                    break;
                case "error":
                    var error = answer.Deserialize(NotionJson.Default.NotionError)!;
                    Assert.Equal(answer.GetProperty("code").GetString(), error.Code);
                    Assert.Equal(answer.GetProperty("message").GetString(), error.Message);
                    Assert.Equal(answer.GetProperty("request_id").GetString(), error.RequestId);
                    break;
                default:
                    continue;
            }

            read++;
        }

        Assert.True(read >= 20, $"Only {read} recorded answers were of a kind that is read.");
    }

    /// <summary>What is read and written again is the same JSON, apart from nulls that were there or not.</summary>
    private static void ReadWithoutLoss<T>(string file, JsonElement answer, JsonTypeInfo<T> type)
    {
        var again = JsonSerializer.SerializeToElement(answer.Deserialize(type)!, type);
        Assert.True(CanonicalJson.Of(WithoutNulls(answer)) == CanonicalJson.Of(WithoutNulls(again)), $"{file}: {answer}\nbecame\n{again}");
    }

    private static void ReadPage(NotionPage page)
    {
        Assert.True(page.IsFull);
        Assert.NotEqual(default, page.LastEditedTime);
        var title = page.Properties.Single(p => p.Type == "title");
        var decoded = PropertyDecoder.Decode(
            new BoundProperty(new Field { Column = "c", Property = "P", Type = PropertyType.Title, ColumnType = ColumnType.Text }, "title", "P", PropertyType.Title), title.Json);
        Assert.Equal(title.Json.GetProperty("title")[0].GetProperty("plain_text").GetString(), decoded.Value.ToString());
    }

    private static JsonElement WithoutNulls(JsonElement element)
    {
        var node = JsonNode.Parse(element.GetRawText());
        Strip(node);

        // An instant is the same in either way of writing it.
        var text = node!.ToJsonString(CanonicalJson.PlainText).Replace("+00:00\"", "Z\"", StringComparison.Ordinal).Replace(".000Z\"", "Z\"", StringComparison.Ordinal);
        return JsonDocument.Parse(text).RootElement;
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject json)
        {
            foreach (var name in json.Where(m => m.Value is null).Select(m => m.Key).ToList())
            {
                json.Remove(name);
            }

            foreach (var member in json)
            {
                Strip(member.Value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Strip(item);
            }
        }
    }

    private static IEnumerable<(string File, JsonElement Answer)> Answers()
    {
        var folder = Environment.GetEnvironmentVariable("HS_RECORDED") ?? Path.Combine(Path.GetDirectoryName(Repository.Root)!, "shared", "recorded", "notion");
        if (!Directory.Exists(folder))
        {
            Assert.Skip($"The recorded traffic is not at {folder}; HS_RECORDED can name another place.");
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            foreach (var exchange in JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.EnumerateArray())
            {
                var body = exchange.GetProperty("response").GetProperty("body");
                if (body.ValueKind == JsonValueKind.Object)
                {
                    yield return (Path.GetFileName(file), body);
                }
            }
        }
    }
}
