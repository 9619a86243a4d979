using System.Globalization;

namespace HigherSelf.Sync.Engine.Records;

/// <summary>
/// The canonical value of a field, the same for both sides. Values are equal exactly when both sides would show a user the same:
/// no text and null are one value, 1.50 and 1.5 are one number, an instant has microseconds and no zone.
/// </summary>
public abstract record FieldValue
{
    private FieldValue()
    {
    }

    /// <summary>The absence of a value: null, no text, an empty list.</summary>
    public static FieldValue Empty { get; } = new None();

    /// <summary>What a user of PowerShell sees: text, a number, a list of text, an instant; null if empty.</summary>
    public abstract object? ToObject();

    /// <summary>Text, or <see cref="Empty"/> for none.</summary>
    public static FieldValue OfText(string? text) => string.IsNullOrEmpty(text) ? Empty : new Text(text);

    /// <summary>A number.</summary>
    public static FieldValue OfNumber(ExactNumber number) => new Number(number);

    /// <summary>True or false.</summary>
    public static FieldValue OfBoolean(bool value) => new Boolean(value);

    /// <summary>An instant; finer parts than microseconds are cut off, as PostgreSQL has none.</summary>
    public static FieldValue OfInstant(DateTimeOffset instant)
    {
        var ticks = instant.UtcTicks;
        return new Instant(new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero));
    }

    /// <summary>Options in their order, or <see cref="Empty"/> for none.</summary>
    public static FieldValue OfOptions(IReadOnlyList<string> names) => names.Count == 0 ? Empty : new Options(names);

    /// <summary>References in their order, or <see cref="Empty"/> for none.</summary>
    public static FieldValue OfReferences(IReadOnlyList<Reference> references) => references.Count == 0 ? Empty : new References(references);

    /// <summary>JSON in its canonical text (<see cref="CanonicalJson"/>); <see cref="Empty"/> for null.</summary>
    public static FieldValue OfJson(string canonical) => canonical == "null" ? Empty : new Json(canonical);

    /// <inheritdoc/>
    public sealed override string ToString() => ToObject() switch
    {
        null => "",
        string[] list => string.Join(", ", list),
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z",
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    /// <summary>No value.</summary>
    public sealed record None : FieldValue
    {
        public override object? ToObject() => null;
    }

    /// <summary>Text; never empty.</summary>
    public sealed record Text(string Value) : FieldValue
    {
        public override object ToObject() => Value;
    }

    /// <summary>A number.</summary>
    public sealed record Number(ExactNumber Value) : FieldValue
    {
        public override object ToObject() => Value.ToDecimal() is { } value ? value : Value.ToString();
    }

    /// <summary>True or false.</summary>
    public sealed record Boolean(bool Value) : FieldValue
    {
        public override object ToObject() => Value;
    }

    /// <summary>An instant in UTC, to the microsecond.</summary>
    public sealed record Instant(DateTimeOffset Value) : FieldValue
    {
        public override object ToObject() => Value;
    }

    /// <summary>The names of chosen options, in order; never empty.</summary>
    public sealed record Options(IReadOnlyList<string> Names) : FieldValue
    {
        public bool Equals(Options? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

        public override int GetHashCode() => Names.Aggregate(17, (hash, name) => HashCode.Combine(hash, name));

        public override object ToObject() => Names.ToArray();
    }

    /// <summary>What a relation points to, in order; never empty.</summary>
    public sealed record References(IReadOnlyList<Reference> Targets) : FieldValue
    {
        public bool Equals(References? other) => other is not null && Targets.SequenceEqual(other.Targets);

        public override int GetHashCode() => Targets.Aggregate(17, (hash, target) => HashCode.Combine(hash, target));

        public override object ToObject() => Targets.Select(t => t.ToString()).ToArray();
    }

    /// <summary>JSON in canonical text; never null.</summary>
    public sealed record Json(string Canonical) : FieldValue
    {
        public override object ToObject() => Canonical;
    }
}
