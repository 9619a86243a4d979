using System.Text.Json;
using System.Text.Json.Serialization;
using HigherSelf.Sync.Sandbox.Notion.Model;

namespace HigherSelf.Sync.Sandbox.Notion.Storage;

/// <summary>A workspace in a JSON file. It is written beside the old one and takes its place when it is whole.</summary>
internal static class StateFile
{
    private static readonly JsonSerializerOptions Form = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static WorkspaceState? Load(string path, OfflineNotionOptions options)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        return Read(path) is { Format: StoredWorkspace.CurrentFormat } stored
            ? WorkspaceLoader.Build(stored, options)
            : throw new InvalidDataException($"{path} is no state file of this version of the offline Notion. Delete it to start afresh.");
    }

    public static void Save(string path, WorkspaceState state)
    {
        var fresh = $"{path}.new";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using (var file = File.Create(fresh))
        {
            JsonSerializer.Serialize(file, WorkspaceSaver.Picture(state), Form);
        }

        File.Move(fresh, path, overwrite: true);
    }

    private static StoredWorkspace? Read(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            return JsonSerializer.Deserialize<StoredWorkspace>(file, Form);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
