using HigherSelf.Sync.Sandbox.Notion.Model;

namespace HigherSelf.Sync.Sandbox.Notion.Storage;

/// <summary>Builds a workspace out of a stored picture: first all things, then what refers from one to another.</summary>
internal sealed class WorkspaceLoader
{
    private readonly StoredWorkspace _stored;
    private readonly WorkspaceState _state;

    private WorkspaceLoader(StoredWorkspace stored, OfflineNotionOptions options)
    {
        _stored = stored;
        var users = stored.Users.ToDictionary(user => user.Id);
        _state = new WorkspaceState(
            new IdSource(stored.Seed, stored.IdPosition), options.TimeProvider, stored.Id, users[stored.Bot], users[stored.Someone])
        {
            BackLinksMoveEditedTime = options.BackLinksMoveEditedTime,
            Capabilities = stored.Capabilities,
            LastSequence = stored.LastSequence,
        };
        foreach (var user in stored.Users)
        {
            _state.Users.TryAdd(user.Id, user);
        }
    }

    public static WorkspaceState Build(StoredWorkspace stored, OfflineNotionOptions options)
    {
        var loader = new WorkspaceLoader(stored, options);
        loader.AddContainers();
        loader.LinkProperties();
        loader.AddPages();
        loader.SetParents();
        loader.SetValues();
        return loader._state;
    }

    private void AddContainers()
    {
        foreach (var item in _stored.Databases)
        {
            var (created, createdBy, edited, editedBy) = Read(item.History);
            _state.Databases.Add(item.Id, new NotionDatabase(item.Id)
            {
                Title = Text(item.Title),
                Description = Text(item.Description),
                CreatedTime = created,
                CreatedBy = createdBy,
                LastEditedTime = edited,
                LastEditedBy = editedBy,
                Icon = item.Icon,
                Cover = item.Cover,
                IsInline = item.IsInline,
                IsLocked = item.IsLocked,
                InTrash = item.InTrash,
                SharedExplicitly = item.Shared,
            });
        }

        foreach (var item in _stored.DataSources)
        {
            var (created, createdBy, edited, editedBy) = Read(item.History);
            var dataSource = new NotionDataSource(item.Id, _state.Databases[item.Database])
            {
                Title = Text(item.Title),
                CreatedTime = created,
                CreatedBy = createdBy,
                LastEditedTime = edited,
                LastEditedBy = editedBy,
                Icon = item.Icon,
                InTrash = item.InTrash,
                LastUniqueId = item.LastUniqueId,
            };
            dataSource.Database.DataSources.Add(dataSource);
            _state.DataSources.Add(item.Id, dataSource);
            foreach (var property in item.Properties)
            {
                dataSource.Schema.Add(property.Id, property.Name, property.Type, Config(property)).Description = property.Description;
            }
        }
    }

    private void LinkProperties()
    {
        foreach (var item in _stored.DataSources)
        {
            var schema = _state.DataSources[item.Id].Schema;
            foreach (var property in item.Properties.Where(property => property.Target is not null))
            {
                var target = _state.DataSources[property.Target!.Value];
                schema.FindById(property.Id)!.Config =
                    new RelationConfig(target) { Synced = property.Synced is null ? null : target.Schema.FindById(property.Synced) };
            }

            foreach (var property in item.Properties.Where(property => property.Relation is not null))
            {
                var relation = schema.FindById(property.Relation!)!;
                var rolled = ((RelationConfig)relation.Config).Target.Schema.FindById(property.Rolled!)!;
                schema.FindById(property.Id)!.Config = new RollupConfig(relation, rolled, property.Setting!);
            }
        }
    }

    private void AddPages()
    {
        foreach (var item in _stored.Pages)
        {
            var (created, createdBy, edited, editedBy) = Read(item.History);
            var page = new NotionPage(item.Id, item.Sequence, _state.LoosePageSchema)
            {
                CreatedTime = created,
                CreatedBy = createdBy,
                LastEditedTime = edited,
                LastEditedBy = editedBy,
                Icon = item.Icon,
                Cover = item.Cover,
                InTrash = item.InTrash,
                IsArchived = item.IsArchived,
                IsLocked = item.IsLocked,
                SharedExplicitly = item.Shared,
            };
            _state.Pages.Add(item.Id, page);
        }
    }

    private void SetParents()
    {
        foreach (var item in _stored.Pages)
        {
            var page = _state.Pages[item.Id];
            if (item.DataSource is { } dataSource)
            {
                page.PutInto(_state.DataSources[dataSource]);
                page.DataSource!.Pages.Add(page);
            }
            else
            {
                page.PutUnder(Page(item.Parent), _state.LoosePageSchema);
                _state.LoosePages.Add(page);
            }
        }

        foreach (var item in _stored.Databases)
        {
            _state.Databases[item.Id].ParentPage = Page(item.Parent);
        }
    }

    private void SetValues()
    {
        foreach (var item in _stored.Pages)
        {
            var page = _state.Pages[item.Id];
            foreach (var (id, value) in item.Values)
            {
                var property = page.Schema.FindById(id)!;
                page[property] = Value(property, value);
            }
        }
    }

    private PropertyValue? Value(PropertySchema property, StoredValue value) => property.Type switch
    {
        PropertyType.Title or PropertyType.RichText => Text(value.Segments),
        PropertyType.Number => new NumberValue(value.Text!),
        PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber => new StringValue(value.Text!),
        PropertyType.Checkbox => CheckboxValue.Ticked,
        PropertyType.Date => value.Date,
        PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect =>
            new OptionsValue([.. value.Ids!.Select(id => ((OptionsConfig)property.Config).FindById(id)!)]),
        PropertyType.People => new PeopleValue([.. value.Ids!.Select(id => _state.Users[Guid.Parse(id)])]),
        PropertyType.Relation => new RelationValue([.. value.Ids!.Select(id => _state.Pages[Guid.Parse(id)])]),
        PropertyType.Files => new FilesValue([.. value.Files!]),
        PropertyType.UniqueId => new UniqueIdValue(value.UniqueId!.Value),
        _ => new FixedValue(value.Text!),
    };

    private static PropertyConfig Config(StoredProperty property) => property.Type switch
    {
        PropertyType.Number => new NumberConfig(property.Setting!),
        PropertyType.Formula => new FormulaConfig(property.Setting!),
        PropertyType.UniqueId => new UniqueIdConfig(property.Setting),
        PropertyType.Select or PropertyType.MultiSelect => new OptionsConfig(Options(property)),
        PropertyType.Status => Status(property),
        _ => PropertyConfig.None,
    };

    private static StatusConfig Status(StoredProperty property)
    {
        var groups = property.Groups!.Select(group => new StatusGroup(group.Id, group.Name, group.Color));
        var status = new StatusConfig(Options(property), [.. groups]);
        foreach (var (group, item) in status.Groups.Zip(property.Groups!))
        {
            group.Options.AddRange(item.Options.Select(id => status.FindById(id)!));
        }

        return status;
    }

    private static List<SelectOption> Options(StoredProperty property) =>
        [.. property.Options!.Select(option => new SelectOption(option.Id, option.Name, option.Color, option.Description))];

    private static TextValue? Text(IReadOnlyList<TextSegment>? segments) =>
        segments is null ? null : new TextValue([.. segments]);

    private NotionPage? Page(Guid? id) => id is { } known ? _state.Pages.GetValueOrDefault(known) : null;

    private (DateTimeOffset Created, NotionUser CreatedBy, DateTimeOffset Edited, NotionUser EditedBy) Read(StoredHistory history) =>
        (history.CreatedTime, _state.Users[history.CreatedBy], history.LastEditedTime, _state.Users[history.LastEditedBy]);
}
