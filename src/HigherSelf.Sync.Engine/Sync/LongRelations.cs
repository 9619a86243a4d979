using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Notion.Properties;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Writes relations to more pages than Notion takes at once. The first hundred go with the page; each of the others is set from its own end, which needs a
/// two-way relation, and two requests. Ended halfway, the list is part of the way to what it is to be, and the planner knows that for nobody's edit
/// (<see cref="Comparison"/>).
/// </summary>
/// <param name="client">The client.</param>
/// <param name="binding">The database that is written to.</param>
internal sealed class LongRelations(NotionClient client, DataSourceBinding binding)
{
    private readonly List<Rest> _rests = [];

    /// <summary>True if something is left to be set from the other end.</summary>
    public bool HasRest => _rests.Count > 0;

    /// <summary>True if a value is longer than Notion takes at once.</summary>
    public static bool IsLong(FieldValue value) => value is FieldValue.References { Targets.Count: > PropertyEncoder.MostItems };

    /// <summary>What of the values may be written with the page; what has to follow is kept for <see cref="FinishAsync"/>.</summary>
    /// <param name="pageId">The page, or null for one that is yet to be made.</param>
    /// <param name="changes">The new values.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ValueNotWritableException">A relation is too long and has no other end to set it from.</exception>
    public async Task<IReadOnlyList<FieldChange>> BeginAsync(Guid? pageId, IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken)
    {
        if (!changes.Any(c => IsLong(c.Value)))
        {
            return changes;
        }

        // Read anew: a relation may have become two-way since it was bound.
        var schema = await client.GetDataSourceAsync(binding.DataSourceId, cancellationToken).ConfigureAwait(false);
        var now = new List<FieldChange>(changes.Count);
        foreach (var change in changes)
        {
            if (!IsLong(change.Value) || binding.Find(change.Field) is not { } bound)
            {
                now.Add(change);
                continue;
            }

            var wanted = ((FieldValue.References)change.Value).Targets.Where(t => !t.IsRow).Select(t => t.Id).ToList();
            var otherEnd = schema.Properties.Values.FirstOrDefault(p => p.Id == bound.Id)?.RelationTarget?.SyncedPropertyId
                ?? throw new ValueNotWritableException(
                    $"{bound.Name}: it points to {wanted.Count} pages, and Notion takes {PropertyEncoder.MostItems} at once; make the relation two-way in Notion, and the rest can be set from its other end");
            var current = pageId is { } page ? await ReadAsync(page, bound.Id, cancellationToken).ConfigureAwait(false) : [];
            var rest = Divide(current, wanted, out var first);
            _rests.Add(rest with { Property = bound.Name, OtherEnd = otherEnd });
            if (first is not null)
            {
                now.Add(change with { Value = FieldValue.OfReferences([.. first.Select(id => new Reference(id))]) });
            }
        }

        return now;
    }

    /// <summary>Sets the rest from the other end.</summary>
    /// <exception cref="ValueNotWritableException">A page has no room left at its end.</exception>
    public async Task FinishAsync(Guid pageId, CancellationToken cancellationToken)
    {
        foreach (var rest in _rests)
        {
            foreach (var target in rest.Added)
            {
                await SetAsync(pageId, target, rest, points: true, cancellationToken).ConfigureAwait(false);
            }

            foreach (var target in rest.Removed)
            {
                await SetAsync(pageId, target, rest, points: false, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What can be written at once without taking away, for a moment, what is to stay; and what is left then.</summary>
    private static Rest Divide(IReadOnlyList<Guid> current, IReadOnlyList<Guid> wanted, out IReadOnlyList<Guid>? first)
    {
        var had = current.ToHashSet();
        var staying = wanted.Where(had.Contains).ToHashSet();
        if (staying.Count > PropertyEncoder.MostItems)
        {
            first = null;
            return new Rest([.. wanted.Where(id => !had.Contains(id))], [.. current.Except(staying)]);
        }

        var chosen = staying.Concat(wanted.Where(id => !had.Contains(id)).Take(PropertyEncoder.MostItems - staying.Count)).ToHashSet();
        first = [.. wanted.Where(chosen.Contains)];
        return new Rest([.. wanted.Where(id => !chosen.Contains(id))], []);
    }

    private async Task SetAsync(Guid pageId, Guid target, Rest rest, bool points, CancellationToken cancellationToken)
    {
        var list = await ReadAsync(target, rest.OtherEnd, cancellationToken).ConfigureAwait(false);
        if (list.Contains(pageId) == points)
        {
            return;
        }

        if (points)
        {
            list.Add(pageId);
        }
        else
        {
            list.Remove(pageId);
        }

        if (list.Count > PropertyEncoder.MostItems)
        {
            throw new ValueNotWritableException(
                $"{rest.Property}: the page {target} has {list.Count} pages at the other end of it, and Notion takes {PropertyEncoder.MostItems} at once; change this one by hand in Notion");
        }

        var value = new JsonObject { ["relation"] = new JsonArray([.. list.Select(id => new JsonObject { ["id"] = id.ToString("D") })]) };
        await client.UpdatePageAsync(target, new Dictionary<string, JsonNode?> { [rest.OtherEnd] = value }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<Guid>> ReadAsync(Guid page, string property, CancellationToken cancellationToken)
    {
        var items = await client.GetPropertyAsync(page, property, cancellationToken).ConfigureAwait(false);
        return [.. items.Select(item => item.GetProperty("relation").GetProperty("id").GetGuid())];
    }

    /// <summary>What is left to be set from the other end.</summary>
    /// <param name="Added">Pages that it is to point to.</param>
    /// <param name="Removed">Pages that it is no longer to point to.</param>
    private sealed record Rest(IReadOnlyList<Guid> Added, IReadOnlyList<Guid> Removed)
    {
        /// <summary>The name of the property, for messages.</summary>
        public string Property { get; init; } = "";

        /// <summary>The id of the property at the other end.</summary>
        public string OtherEnd { get; init; } = "";
    }
}
