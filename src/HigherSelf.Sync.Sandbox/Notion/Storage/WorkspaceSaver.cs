using System.Globalization;
using HigherSelf.Sync.Sandbox.Notion.Model;

namespace HigherSelf.Sync.Sandbox.Notion.Storage;

/// <summary>Takes a picture of a workspace for a state file.</summary>
internal static class WorkspaceSaver
{
    public static StoredWorkspace Picture(WorkspaceState state) => new()
    {
        Format = StoredWorkspace.CurrentFormat,
        Seed = state.Ids.Seed,
        IdPosition = state.Ids.Position,
        LastSequence = state.LastSequence,
        Id = state.Id,
        Bot = state.Bot.Id,
        Someone = state.Someone.Id,
        Capabilities = state.Capabilities,
        Users = [.. state.Users.Values],
        Databases = [.. state.Databases.Values.Select(Picture)],
        DataSources = [.. state.DataSources.Values.Select(Picture)],
        Pages = [.. state.Pages.Values.OrderBy(page => page.Sequence).Select(Picture)],
    };

    private static StoredHistory History(Authored thing) =>
        new(thing.CreatedTime, thing.CreatedBy.Id, thing.LastEditedTime, thing.LastEditedBy.Id);

    private static StoredDatabase Picture(NotionDatabase database) => new()
    {
        Id = database.Id,
        History = History(database),
        Title = database.Title?.Segments,
        Description = database.Description?.Segments,
        Parent = database.ParentPage?.Id,
        Icon = database.Icon,
        Cover = database.Cover,
        IsInline = database.IsInline,
        IsLocked = database.IsLocked,
        InTrash = database.InTrash,
        Shared = database.SharedExplicitly,
    };

    private static StoredDataSource Picture(NotionDataSource dataSource) => new()
    {
        Id = dataSource.Id,
        Database = dataSource.Database.Id,
        History = History(dataSource),
        Properties = [.. dataSource.Schema.All.Select(Picture)],
        Title = dataSource.Title?.Segments,
        Icon = dataSource.Icon,
        InTrash = dataSource.InTrash,
        LastUniqueId = dataSource.LastUniqueId,
    };

    private static StoredProperty Picture(PropertySchema property)
    {
        var stored = new StoredProperty(property.Id, property.Name, property.Type) { Description = property.Description };
        return property.Config switch
        {
            NumberConfig number => stored with { Setting = number.Format },
            FormulaConfig formula => stored with { Setting = formula.Expression },
            UniqueIdConfig unique => stored with { Setting = unique.Prefix },
            RollupConfig rollup => stored with { Setting = rollup.Function, Relation = rollup.Relation.Id, Rolled = rollup.Rolled.Id },
            RelationConfig relation => stored with { Target = relation.Target.Id, Synced = relation.Synced?.Id },
            StatusConfig status => stored with { Options = Picture(status), Groups = [.. status.Groups.Select(Picture)] },
            OptionsConfig options => stored with { Options = Picture(options) },
            _ => stored,
        };
    }

    private static List<StoredOption> Picture(OptionsConfig config) =>
        [.. config.Options.Select(option => new StoredOption(option.Id, option.Name, option.Color, option.Description))];

    private static StoredGroup Picture(StatusGroup group) =>
        new(group.Id, group.Name, group.Color, [.. group.Options.Select(option => option.Id)]);

    private static StoredPage Picture(NotionPage page) => new()
    {
        Id = page.Id,
        Sequence = page.Sequence,
        History = History(page),
        DataSource = page.DataSource?.Id,
        Parent = page.ParentPage?.Id,
        Icon = page.Icon,
        Cover = page.Cover,
        InTrash = page.InTrash,
        IsArchived = page.IsArchived,
        IsLocked = page.IsLocked,
        Shared = page.SharedExplicitly,
        Values = page.Schema.All
            .Where(property => page[property] is not null)
            .ToDictionary(property => property.Id, property => Picture(page[property]!)),
    };

    private static StoredValue Picture(PropertyValue value) => value switch
    {
        TextValue text => new() { Segments = text.Segments },
        NumberValue number => new() { Text = number.Json },
        StringValue text => new() { Text = text.Text },
        FixedValue json => new() { Text = json.Json },
        OptionsValue => new() { Ids = [.. WorkspaceState.OptionsOf(value).Select(option => option.Id)] },
        PeopleValue people => new() { Ids = Ids(people.People.Select(user => user.Id)) },
        RelationValue relation => new() { Ids = Ids(relation.Pages.Where(page => !page.IsDeleted).Select(page => page.Id)) },
        DateValue date => new() { Date = date },
        FilesValue files => new() { Files = files.Files },
        UniqueIdValue unique => new() { UniqueId = unique.Number },
        _ => new(),
    };

    private static List<string> Ids(IEnumerable<Guid> ids) => [.. ids.Select(id => id.ToString("D", CultureInfo.InvariantCulture))];
}
