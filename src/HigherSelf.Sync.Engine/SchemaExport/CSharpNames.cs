using System.Text;

namespace HigherSelf.Sync.Engine.SchemaExport;

/// <summary>Names in C# for names in the catalog, each once.</summary>
/// <param name="taken">Names that cannot be used.</param>
internal sealed class CSharpNames(params IEnumerable<string> taken)
{
    /// <summary>Members that a record has by itself.</summary>
    public static readonly string[] OfRecords =
        ["Clone", "Deconstruct", "EqualityContract", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers", "ReferenceEquals", "ToString"];

    private readonly HashSet<string> _taken = [.. taken];

    /// <summary>"BusinessEntityId" for "business_entity_id".</summary>
    public string For(string name)
    {
        var text = new StringBuilder();
        var isStart = true;
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                text.Append(isStart ? char.ToUpperInvariant(c) : c);
                isStart = false;
            }
            else
            {
                isStart = true;
            }
        }

        var pascal = text.Length > 0 && char.IsAsciiLetter(text[0]) ? text.ToString() : $"N{text}";
        var unique = pascal;
        for (var number = 2; !_taken.Add(unique); number++)
        {
            unique = $"{pascal}{number}";
        }

        return unique;
    }
}
