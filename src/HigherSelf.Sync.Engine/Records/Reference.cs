namespace HigherSelf.Sync.Engine.Records;

/// <summary>
/// What a relation points to. Both sides are compared in one space: a record is named by its page wherever it has one,
/// and by its row only as long as no page exists for it.
/// </summary>
/// <param name="Id">The page id, or the row id of a record without a page.</param>
/// <param name="IsRow">True if <paramref name="Id"/> is a row id.</param>
public readonly record struct Reference(Guid Id, bool IsRow = false)
{
    private const string RowPrefix = "row:";

    /// <summary>Reads the form of <see cref="ToString"/>.</summary>
    /// <exception cref="FormatException">The text is no reference.</exception>
    public static Reference Parse(string text) =>
        text.StartsWith(RowPrefix, StringComparison.Ordinal)
            ? new Reference(Guid.Parse(text.AsSpan(RowPrefix.Length)), IsRow: true)
            : new Reference(Guid.Parse(text));

    /// <summary>The page id, or "row:" and the row id.</summary>
    public override string ToString() => IsRow ? RowPrefix + Id.ToString("D") : Id.ToString("D");
}
