using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>
/// Sets the Notion side up: makes the databases of a catalog that are missing, and adds the properties that are. It goes look, make, relate; what goes
/// wrong with one database is in its result. It can be stopped anywhere: the next time finds what is there already.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="databases">All databases of the catalog.</param>
/// <param name="parentPage">The page that missing ones are made in; null if none is to be made.</param>
/// <param name="configured">The ids that are configured, by table.</param>
/// <param name="bindings">How databases were bound last, by table, as far as that is known: a renamed property is known by its id.</param>
public sealed class NotionSetUp(NotionClient client, IReadOnlyList<Database> databases, Guid? parentPage, IReadOnlyDictionary<string, Guid> configured,
    IReadOnlyDictionary<string, DataSourceBinding>? bindings = null)
{
    private readonly DatabaseFinder _finder = new(client, parentPage, configured);
    private readonly Dictionary<string, DatabaseProgress> _progress = databases.ToDictionary(d => d.Table, d => new DatabaseProgress(d), StringComparer.Ordinal);

    private SchemaWriter Writer => new(client, _finder, parentPage);

    /// <summary>The ids of the databases that are there, in catalog order.</summary>
    public IReadOnlyList<(Database Database, Guid NotionId)> Ids =>
        [.. databases.Where(d => _progress[d.Table].DatabaseId is not null).Select(d => (d, _progress[d.Table].DatabaseId!.Value))];

    /// <summary>What came of each database, in catalog order; one that was not to be made is not among them.</summary>
    public IReadOnlyList<HSNotionDatabase> Results => [.. databases.Select(d => _progress[d.Table].ToResult()).OfType<HSNotionDatabase>()];

    /// <summary>The errors of single databases, in catalog order.</summary>
    public IReadOnlyList<SyncException> Errors => [.. databases.Select(d => _progress[d.Table].Error).OfType<SyncException>()];

    /// <summary>Looks at what is there. Nothing is changed.</summary>
    /// <returns>What is to be done.</returns>
    /// <exception cref="SyncException">The parent page cannot be read, or an error is not one of a single database.</exception>
    public async Task<SchemaPlan> LookAsync(CancellationToken cancellationToken)
    {
        await _finder.ListAsync(cancellationToken).ConfigureAwait(false);
        var there = new Dictionary<string, DatabaseThere>(StringComparer.Ordinal);
        foreach (var progress in _progress.Values)
        {
            await progress.TryAsync(async () =>
            {
                if (await _finder.FindAsync(progress.Database, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    there[progress.Database.Table] = found;
                    progress.Found(found.DatabaseId, found.Schema.Id);
                }
            }).ConfigureAwait(false);
        }

        var plan = SchemaPlanner.Plan(databases, there, _progress.Values.Where(p => p.Error is not null).Select(p => p.Database.Table).ToHashSet(), bindings);
        foreach (var notes in plan.Notes)
        {
            _progress[notes.Key].Notes.AddRange(notes);
        }

        return plan;
    }

    /// <summary>Makes databases and adds properties, without relations.</summary>
    /// <param name="changes">Those of the plan that are wanted.</param>
    /// <param name="cancellationToken">Stops before the next request.</param>
    /// <exception cref="SyncException">An error that is not one of a single database: a wrong token, say.</exception>
    public async Task MakeAsync(IReadOnlyList<SchemaChange> changes, CancellationToken cancellationToken)
    {
        foreach (var ofOne in changes.GroupBy(c => c.Database))
        {
            var progress = _progress[ofOne.Key.Table];
            await progress.TryAsync(async () =>
            {
                if (ofOne.OfType<CreateDatabase>().FirstOrDefault() is { } creation)
                {
                    var made = await Writer.CreateAsync(creation, cancellationToken).ConfigureAwait(false);
                    progress.Made(made.Id, DataSourceChoice.Of(ofOne.Key, made), creation.Properties.Keys);
                }
                else if (ofOne.OfType<AddProperty>().ToList() is { Count: > 0 } additions)
                {
                    var properties = new JsonObject(additions.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)a.Definition.DeepClone())));
                    await Writer.AddAsync(ofOne.Key.Table, progress.DataSourceId!.Value, properties, cancellationToken).ConfigureAwait(false);
                    progress.Added.AddRange(additions.Select(a => a.Name));
                }
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Adds relations, once the databases that they lead to are there.</summary>
    /// <param name="changes">Those of the plan that are wanted.</param>
    /// <param name="cancellationToken">Stops before the next request.</param>
    /// <exception cref="SyncException">An error that is not one of a single database: a wrong token, say.</exception>
    public async Task RelateAsync(IReadOnlyList<SchemaChange> changes, CancellationToken cancellationToken)
    {
        foreach (var ofOne in changes.GroupBy(c => c.Database))
        {
            var progress = _progress[ofOne.Key.Table];
            if (progress.Error is not null || progress.DataSourceId is not { } dataSource)
            {
                continue;
            }

            await progress.TryAsync(async () =>
            {
                await AddRelationsAsync(progress, dataSource, [.. ofOne.OfType<AddRelation>()], cancellationToken).ConfigureAwait(false);
                foreach (var end in ofOne.OfType<NameOtherEnd>())
                {
                    await Writer.RenameAsync(progress.Database.Table, dataSource, end.PropertyId, end.Name, cancellationToken).ConfigureAwait(false);
                    progress.Added.Add(end.Name);
                }
            }).ConfigureAwait(false);
        }
    }

    private async Task AddRelationsAsync(DatabaseProgress progress, Guid dataSource, IReadOnlyList<AddRelation> relations, CancellationToken cancellationToken)
    {
        var properties = new JsonObject();
        var added = new List<AddRelation>();
        foreach (var relation in relations)
        {
            if (_progress[relation.Target.Table].DataSourceId is not { } target)
            {
                progress.Notes.Add($"'{relation.Name}' waits for {relation.Target.Table}; run Initialize-HSNotion again when that is there.");
                continue;
            }

            properties[relation.Name] = relation.OtherEnd is { } end ? PropertyDefinition.TwoWay(target, end) : PropertyDefinition.OneWay(target);
            added.Add(relation);
        }

        if (added.Count == 0)
        {
            return;
        }

        var now = await Writer.AddAsync(progress.Database.Table, dataSource, properties, cancellationToken).ConfigureAwait(false);
        foreach (var relation in added)
        {
            progress.Added.Add(relation.Name);
            if (relation.OtherEnd is { } end && now.Properties.GetValueOrDefault(relation.Name) is { } property)
            {
                if (property.SyncedPropertyName != end && property.RelationTarget?.SyncedPropertyId is { } id)
                {
                    await Writer.RenameAsync(relation.Target.Table, _progress[relation.Target.Table].DataSourceId!.Value, id, end, cancellationToken).ConfigureAwait(false);
                }

                _progress[relation.Target.Table].Added.Add(end);
            }
        }
    }
}
