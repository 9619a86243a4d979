namespace HigherSelf.Sync.HelpBuilder;

/// <summary>The yaml block of a parameter.</summary>
internal sealed record ParameterFacts
{
    private const string TypeKey = "Type";
    private const string SetsKey = "Parameter Sets";
    private const string AliasesKey = "Aliases";
    private const string ValuesKey = "Accepted values";
    private const string RequiredKey = "Required";
    private const string PositionKey = "Position";
    private const string DefaultKey = "Default value";
    private const string PipelineKey = "Accept pipeline input";
    private const string WildcardKey = "Accept wildcard characters";

    private static readonly string[] Necessary = [TypeKey, SetsKey, AliasesKey, RequiredKey, PositionKey, DefaultKey, PipelineKey, WildcardKey];

    public required string Type { get; init; }

    /// <summary>The parameter sets; "(All)" alone for all of them.</summary>
    public required IReadOnlyList<string> Sets { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>The values of an enum or a fixed set; empty if any value of the type will do.</summary>
    public required IReadOnlyList<string> AcceptedValues { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>"Named", or a number.</summary>
    public required string Position { get; init; }

    /// <summary>The default; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>"False", "True (ByValue)" ...</summary>
    public required string PipelineInput { get; init; }

    public required bool AcceptsWildcards { get; init; }

    public bool IsSwitch => Type == "SwitchParameter";

    /// <summary>Reads a block.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="fail">Makes the error of a reason.</param>
    public static ParameterFacts Read(IEnumerable<string> lines, Func<string, HelpSourceException> fail)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Where(l => l.Trim().Length > 0))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var key = colon < 0 ? line.Trim() : line[..colon].Trim();
            if (colon < 0 || !(Necessary.Contains(key) || key == ValuesKey))
            {
                throw fail($"the yaml block has the line '{line.Trim()}'; it may have {string.Join(", ", Necessary)} and {ValuesKey}.");
            }

            if (!facts.TryAdd(key, line[(colon + 1)..].Trim()))
            {
                throw fail($"the yaml block has '{key}' twice.");
            }
        }

        if (Array.Find(Necessary, k => !facts.ContainsKey(k)) is { } missing)
        {
            throw fail($"the yaml block lacks '{missing}:'.");
        }

        return new ParameterFacts
        {
            Type = facts[TypeKey].Length > 0 ? facts[TypeKey] : throw fail("the yaml block has no type."),
            Sets = ListOf(facts[SetsKey]),
            Aliases = ListOf(facts[AliasesKey]),
            AcceptedValues = ListOf(facts.GetValueOrDefault(ValuesKey, "")),
            IsRequired = TruthOf(facts[RequiredKey], RequiredKey, fail),
            Position = facts[PositionKey],
            Default = facts[DefaultKey] is "None" or "" ? null : facts[DefaultKey],
            PipelineInput = facts[PipelineKey],
            AcceptsWildcards = TruthOf(facts[WildcardKey], WildcardKey, fail),
        };
    }

    private static string[] ListOf(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool TruthOf(string text, string key, Func<string, HelpSourceException> fail) => text switch
    {
        "True" => true,
        "False" => false,
        _ => throw fail($"'{key}' is '{text}'; write True or False."),
    };
}
