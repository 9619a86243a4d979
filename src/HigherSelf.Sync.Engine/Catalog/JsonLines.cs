using System.Text;
using System.Text.Json;

namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>The line, from 1, on which each value of a JSON text begins, by path: "$.fields[3].type".</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<string, long> _lines = new(StringComparer.Ordinal);

    private JsonLines()
    {
    }

    public static JsonLines Of(ReadOnlySpan<byte> json)
    {
        var lines = new JsonLines();
        var reader = new Utf8JsonReader(json);
        var counted = 0;
        var line = 1L;
        var frames = new Stack<Frame>();
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            line += json[counted..start].Count((byte)'\n');
            counted = start;

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                frames.Peek().Key = reader.GetString()!;
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                frames.Pop();
                continue;
            }

            var path = frames.TryPeek(out var frame) ? frame.Next() : "$";
            lines._lines.TryAdd(path, line);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                frames.Push(new Frame(path, reader.TokenType == JsonTokenType.StartArray));
            }
        }

        return lines;
    }

    /// <summary>The line of a path, or of the nearest place around it that exists.</summary>
    public long LineOf(string path)
    {
        while (true)
        {
            if (_lines.TryGetValue(path, out var line))
            {
                return line;
            }

            var cut = Math.Max(path.LastIndexOf('.'), path.LastIndexOf('['));
            if (cut <= 0)
            {
                return 1;
            }

            path = path[..cut];
        }
    }

    private sealed class Frame(string path, bool isArray)
    {
        private int _index;

        public string Key { get; set; } = "";

        public string Next() => isArray
            ? new StringBuilder(path).Append('[').Append(_index++).Append(']').ToString()
            : $"{path}.{Key}";
    }
}
