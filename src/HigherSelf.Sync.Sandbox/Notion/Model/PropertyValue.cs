using System.Collections.Immutable;

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>
/// The value of one property of one page, immutable and small: a workspace holds millions of them. An empty value is
/// no object at all.
/// </summary>
internal abstract record PropertyValue;

/// <summary>A title or rich text, never without segments.</summary>
internal sealed record TextValue(ImmutableArray<TextSegment> Segments) : PropertyValue;

/// <summary>A number as the JSON text in which it was written: nothing is lost on the way.</summary>
internal sealed record NumberValue(string Json) : PropertyValue;

/// <summary>A URL, an email address or a phone number.</summary>
internal sealed record StringValue(string Text) : PropertyValue;

/// <summary>A ticked checkbox; an unticked one is the empty value.</summary>
internal sealed record CheckboxValue : PropertyValue
{
    public static CheckboxValue Ticked { get; } = new();
}

/// <summary>The chosen options of a select, status (one) or multi-select (many).</summary>
internal sealed record OptionsValue(ImmutableArray<SelectOption> Options) : PropertyValue;

/// <summary>The people of a people property.</summary>
internal sealed record PeopleValue(ImmutableArray<NotionUser> People) : PropertyValue;

/// <summary>The pages that a relation points to, whether or not they can be seen at the moment.</summary>
internal sealed record RelationValue(ImmutableArray<NotionPage> Pages) : PropertyValue;

/// <summary>The entries of a files property.</summary>
internal sealed record FilesValue(ImmutableArray<FileEntry> Files) : PropertyValue;

/// <summary>The number that Notion gave the page.</summary>
internal sealed record UniqueIdValue(long Number) : PropertyValue;

/// <summary>A value kept as JSON: a place, a verification, or the fixed result of a formula or rollup.</summary>
internal sealed record FixedValue(string Json) : PropertyValue;

/// <summary>One file: hosted by Notion (then <see cref="Url"/> lacks the signature) or external.</summary>
internal sealed record FileEntry(string Name, string Url, bool IsHosted);
