using System.Globalization;

namespace HigherSelf.Sync.Engine.Transforms;

/// <summary>The transforms that come with the engine.</summary>
internal static class BuiltInTransforms
{
    /// <summary>Of shorter values, the first and the last character would tell too much.</summary>
    private const int ShortestShown = 8;

    /// <summary>Always as many, so that the length is not told.</summary>
    private const string Stars = "***";

    /// <summary>Without white space at both ends.</summary>
    public static string Trim(string text) => text.Trim();

    /// <summary>In lower case, the same in every culture.</summary>
    public static string Lower(string text) => text.ToLowerInvariant();

    /// <summary>The first and the last character with stars between them; of a short text, stars.</summary>
    public static string Mask(string text)
    {
        // What a reader takes for one character may be several.
        var characters = StringInfo.ParseCombiningCharacters(text);
        return characters.Length < ShortestShown ? Stars : string.Concat(text.AsSpan(0, characters[1]), Stars, text.AsSpan(characters[^1]));
    }
}
