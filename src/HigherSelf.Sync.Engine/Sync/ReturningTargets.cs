using System.Collections.Concurrent;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Notion leaves a page in the trash out of every relation, and shows it there again once it is restored. A target that is about to come back, or has
/// since the page was read, was not taken away by anybody: it stays where both sides agreed on it.
/// </summary>
/// <remarks>One for all databases of a run, several of which are under way at once.</remarks>
internal sealed class ReturningTargets
{
    private readonly ConcurrentDictionary<Guid, bool> _restored = new();

    /// <summary>Notes a page that this run takes out of the trash.</summary>
    public void NoteRestored(Guid pageId) => _restored[pageId] = true;

    /// <summary>The page with the targets that it does not show for that reason, behind the others or where they were.</summary>
    public Page AddTo(Page page, Link? link)
    {
        if (page.InTrash || link is null || (link.Returning.Count == 0 && _restored.IsEmpty))
        {
            return page;
        }

        Record? with = null;
        foreach (var field in page.Record.Database.Mirrored)
        {
            if (link.Base[field] is not FieldValue.References agreed || page.Record[field] is not { } shown)
            {
                continue;
            }

            var targets = shown is FieldValue.References references ? references.Targets.ToList() : [];
            for (var i = 0; i < agreed.Targets.Count; i++)
            {
                var target = agreed.Targets[i];
                if (!targets.Contains(target) && (link.Returning.Contains(target.Id) || _restored.ContainsKey(target.Id)))
                {
                    targets.Insert(Math.Min(i, targets.Count), target);
                    with ??= page.Record.Copy();
                    with[field] = FieldValue.OfReferences([.. targets]);
                }
            }
        }

        return with is null ? page : page with { Record = with };
    }
}
