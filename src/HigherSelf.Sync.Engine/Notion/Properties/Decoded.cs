using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Notion.Properties;

/// <summary>What a property of a page turned out to be.</summary>
/// <param name="State">Whether there is a value.</param>
/// <param name="Value">The value; <see cref="FieldValue.Empty"/> unless <paramref name="State"/> is <see cref="DecodedState.Value"/>.</param>
/// <param name="Reason">Why there is none, for the user.</param>
/// <param name="Extra">What it has in Notion beside the value, as JSON; see <see cref="Page.Extras"/>.</param>
public readonly record struct Decoded(DecodedState State, FieldValue Value, string? Reason = null, string? Extra = null)
{
    public static Decoded Of(FieldValue value, string? extra = null) => new(DecodedState.Value, value, Extra: extra);

    public static Decoded Truncated { get; } = new(DecodedState.Truncated, FieldValue.Empty, "Notion gave only a part of it");

    public static Decoded Unreadable(string reason) => new(DecodedState.Unreadable, FieldValue.Empty, reason);
}

/// <summary>Whether a property could be read.</summary>
public enum DecodedState
{
    /// <summary>It has a value, which may be empty.</summary>
    Value,

    /// <summary>Notion gave a part of it; the whole is read with a request of its own (R5).</summary>
    Truncated,

    /// <summary>It cannot be read, which is not the same as empty: the other side keeps what it has.</summary>
    Unreadable,
}
