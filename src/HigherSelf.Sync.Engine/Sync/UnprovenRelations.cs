using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Notion shows a relation as empty when what it points to is not shared. One that has become empty is believed only if its target can be read (R5); that is
/// asked once for all pages of an exchange, after they were read.
/// </summary>
/// <param name="context">The cycle.</param>
internal sealed class UnprovenRelations(CycleContext context)
{
    private readonly Dictionary<Guid, bool> _isReadable = [];
    private readonly HashSet<Field> _found = [];

    /// <summary>The relations whose target cannot be read.</summary>
    public IReadOnlyCollection<Field> Found => _found;

    /// <summary>Pages come that were read since the last answer.</summary>
    public void Begin() => _isReadable.Clear();

    /// <summary>The page without what it does not prove.</summary>
    public async Task<Page> WithoutAsync(Page page, Link? link, Row? row, CancellationToken cancellationToken)
    {
        if (page.InTrash)
        {
            return page;
        }

        Record? without = null;
        foreach (var bound in context.Binding.Properties.Where(p => p.Target is { } t && t.DataSourceId != context.Binding.DataSourceId))
        {
            if (page.Record[bound.Field] is not FieldValue.None || (link?.Base[bound.Field] is not FieldValue.References && row?.Record[bound.Field] is not FieldValue.References))
            {
                continue;
            }

            var target = bound.Target!.DataSourceId;
            if (!_isReadable.TryGetValue(target, out var isReadable))
            {
                _isReadable[target] = isReadable = await context.Pages.CanReadAsync(target, cancellationToken).ConfigureAwait(false);
            }

            if (!isReadable)
            {
                _found.Add(bound.Field);
                without ??= page.Record.Copy();
                without[bound.Field] = null;
            }
        }

        return without is null ? page : page with { Record = without };
    }
}
