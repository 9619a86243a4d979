using System.Text.Json;
using System.Text.Json.Serialization;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>How the objects of the API are read and written; generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 256)]
[JsonSerializable(typeof(NotionUser))]
[JsonSerializable(typeof(NotionDatabase))]
[JsonSerializable(typeof(NotionDataSource))]
[JsonSerializable(typeof(NotionPage))]
[JsonSerializable(typeof(NotionList<NotionPage>))]
[JsonSerializable(typeof(NotionList<JsonElement>))]
[JsonSerializable(typeof(NotionList<NotionBlock>))]
[JsonSerializable(typeof(NotionQuery))]
[JsonSerializable(typeof(NotionError))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class NotionJson : JsonSerializerContext;
