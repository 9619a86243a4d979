using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>How page, row and base of one record differ, field by field. A field that is not known on one side is left out.</summary>
internal sealed class Comparison
{
    /// <summary>Fields that go both ways, in which page and row differ.</summary>
    public List<Field> Different { get; } = [];

    /// <summary>Of those, the ones whose page has left the base.</summary>
    public List<Field> OnPage { get; } = [];

    /// <summary>Of those, the ones whose row has left the base.</summary>
    public List<Field> OnRow { get; } = [];

    /// <summary>Fields that Notion derives, in which page and row differ: the column has nothing to say against it.</summary>
    public List<Field> Derived { get; } = [];

    /// <summary>Fields that go from the page to the row whatever else is decided: derived ones, and those that are equal and of which the link knows something else.</summary>
    public List<Field> Notes { get; } = [];

    public static Comparison Of(Page page, Link? link, Row row)
    {
        var comparison = new Comparison();
        foreach (var field in page.Record.Database.Mirrored)
        {
            if (page.Record[field] is { } onPage && row.Record[field] is { } onRow)
            {
                comparison.Add(field, onPage, link?.Base[field], onRow, page.Extras.GetValueOrDefault(field) == link?.Extras.GetValueOrDefault(field));
            }
        }

        return comparison;
    }

    /// <summary>What is taken for agreed where nothing was yet (a new field, a first meeting): a side that is so has nothing to say.</summary>
    public static FieldValue Unsaid(Field field) => field.Type == PropertyType.Checkbox ? FieldValue.OfBoolean(false) : FieldValue.Empty;

    private void Add(Field field, FieldValue onPage, FieldValue? agreed, FieldValue onRow, bool hasSameExtra)
    {
        if (onPage == onRow)
        {
            if (onPage != agreed || !hasSameExtra)
            {
                Notes.Add(field);
            }

            return;
        }

        if (!field.IsWritable)
        {
            Derived.Add(field);
            Notes.Add(field);
            return;
        }

        var before = agreed ?? Unsaid(field);
        Different.Add(field);
        if (onPage != before && !IsPartOfTheWay(onPage, before, onRow))
        {
            OnPage.Add(field);
        }

        if (onRow != before)
        {
            OnRow.Add(field);
        }
    }

    /// <summary>
    /// A relation to more pages than Notion takes at once is written in several steps. A page that holds what both agreed on and some of what the row has added
    /// or taken away says nothing of its own: it is a write that was cut short.
    /// </summary>
    private static bool IsPartOfTheWay(FieldValue onPage, FieldValue before, FieldValue onRow)
    {
        if (!LongRelations.IsLong(onRow) && !LongRelations.IsLong(before))
        {
            return false;
        }

        var (page, agreed, row) = (TargetsOf(onPage), TargetsOf(before), TargetsOf(onRow));
        return page.All(t => agreed.Contains(t) || row.Contains(t)) && agreed.Where(row.Contains).All(page.Contains);
    }

    private static HashSet<Reference> TargetsOf(FieldValue value) => value is FieldValue.References references ? [.. references.Targets] : [];
}
