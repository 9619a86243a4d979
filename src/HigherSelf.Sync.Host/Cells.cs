namespace HigherSelf.Sync.Host;

/// <summary>How many columns a text takes on a terminal: East Asian characters and pictographs take two.</summary>
internal static class Cells
{
    /// <summary>A pictograph is a pair of surrogates, so that each half counts for one.</summary>
    public static int Width(char character) => character
        is (>= '\u1100' and <= '\u115f')
        or (>= '\u2e80' and <= '\ua4cf' and not '\u303f')
        or (>= '\uac00' and <= '\ud7a3')
        or (>= '\uf900' and <= '\ufaff')
        or (>= '\ufe30' and <= '\ufe6f')
        or (>= '\uff00' and <= '\uff60')
        or (>= '\uffe0' and <= '\uffe6') ? 2 : 1;

    public static int Width(string text) => text.Sum(Width);

    /// <summary>The longest beginning of the text that fits.</summary>
    public static string Cut(string text, int columns)
    {
        var length = text.TakeWhile(character => (columns -= Width(character)) >= 0).Count();
        return length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
