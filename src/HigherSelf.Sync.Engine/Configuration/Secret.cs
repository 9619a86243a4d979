namespace HigherSelf.Sync.Engine.Configuration;

/// <summary>
/// A token or key. It shows as *** wherever it is printed, logged or formatted; only <see cref="Reveal"/> gives the text.
/// </summary>
public sealed class Secret(string value)
{
    /// <summary>The text itself, for the header that needs it and nothing else.</summary>
    public string Reveal() => value;

    /// <summary>The length and nothing more.</summary>
    public override string ToString() => "***";
}
