namespace HigherSelf.Sync.HelpBuilder;

/// <summary>The help of one cmdlet, as its page has it.</summary>
internal sealed record HelpPage
{
    public required string File { get; init; }

    public required string Name { get; init; }

    /// <summary>Where the page is on the web; null if nowhere.</summary>
    public string? OnlineVersion { get; init; }

    public required string Synopsis { get; init; }

    public required IReadOnlyList<SyntaxForm> Syntax { get; init; }

    public required IReadOnlyList<TextBlock> Description { get; init; }

    public required IReadOnlyList<HelpExample> Examples { get; init; }

    public required IReadOnlyList<HelpParameter> Parameters { get; init; }

    public required IReadOnlyList<HelpType> Inputs { get; init; }

    public required IReadOnlyList<HelpType> Outputs { get; init; }

    public required IReadOnlyList<TextBlock> Notes { get; init; }

    public required IReadOnlyList<HelpLink> Links { get; init; }
}

/// <summary>An example: a title, words, and code.</summary>
internal sealed record HelpExample(string Title, IReadOnlyList<TextBlock> Text, string Code);

/// <summary>A parameter: words, and the facts of its yaml blocks (one, or one for each group of parameter sets in which the facts differ).</summary>
internal sealed record HelpParameter(string Name, int Line, IReadOnlyList<TextBlock> Text, IReadOnlyList<ParameterFacts> Facts);

/// <summary>A type that a cmdlet takes or gives.</summary>
internal sealed record HelpType(string Name, IReadOnlyList<TextBlock> Text);

/// <summary>A related link.</summary>
internal sealed record HelpLink(string Text, string Uri);

/// <summary>What a block of text is.</summary>
internal enum TextKind
{
    Paragraph,

    /// <summary>An item of a list.</summary>
    Item,

    /// <summary>Lines that stay as they are.</summary>
    Code,
}

/// <summary>A block of plain text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text, without markdown.</param>
/// <param name="Depth">How many lists it is in.</param>
/// <param name="Marker">What stands before an item: "-", or "1.".</param>
internal sealed record TextBlock(TextKind Kind, string Text, int Depth = 0, string Marker = "");
