using System.Collections.Immutable;

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>
/// Everything that the offline workspace holds. Not thread safe: <see cref="NotionWorkspace"/> lets one caller in at a
/// time, so that every request sees one moment.
/// </summary>
internal sealed class WorkspaceState
{
    private long _lastSignature;

    public WorkspaceState(IdSource ids, TimeProvider clock, Guid id, NotionUser bot, NotionUser someone)
    {
        Ids = ids;
        Clock = clock;
        Id = id;
        Bot = bot;
        Someone = someone;
        Users.Add(bot.Id, bot);
        Users.Add(someone.Id, someone);
        LoosePageSchema.Add("title", "title", PropertyType.Title, PropertyConfig.None);
    }

    public Guid Id { get; }

    public string Name { get; } = "Offline workspace";

    public IdSource Ids { get; }

    public TimeProvider Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>The integration's own user: the author of everything that comes through the API.</summary>
    public NotionUser Bot { get; }

    /// <summary>The person who acts when nobody else is named.</summary>
    public NotionUser Someone { get; }

    /// <summary>Whether a change of a two-way relation counts as an edit of the pages on the other side.</summary>
    public bool BackLinksMoveEditedTime { get; init; } = true;

    public TokenCapabilities Capabilities { get; set; } = TokenCapabilities.All;

    public Dictionary<Guid, NotionUser> Users { get; } = [];

    public Dictionary<Guid, NotionDatabase> Databases { get; } = [];

    public Dictionary<Guid, NotionDataSource> DataSources { get; } = [];

    public Dictionary<Guid, NotionPage> Pages { get; } = [];

    /// <summary>Pages that are no row of a data source.</summary>
    public List<NotionPage> LoosePages { get; } = [];

    /// <summary>The one property of a loose page: its title.</summary>
    public PropertySet LoosePageSchema { get; } = new();

    /// <summary>The last number that a page got for its place in the order of arrival.</summary>
    public long LastSequence { get; set; }

    public long NextSequence() => ++LastSequence;

    public long NextSignature() => ++_lastSignature;

    /// <summary>An empty workspace with the integration's bot and one person.</summary>
    public static WorkspaceState New(OfflineNotionOptions options)
    {
        var ids = new IdSource(options.Seed);
        var id = ids.Next();
        var bot = new NotionUser(ids.Next(), NotionUserKind.Bot, options.IntegrationName);
        var owner = new NotionUser(ids.Next(), NotionUserKind.Person, "Workspace Owner", "owner@example.com");
        return new WorkspaceState(ids, options.TimeProvider, id, bot, owner) { BackLinksMoveEditedTime = options.BackLinksMoveEditedTime };
    }

    /// <summary>An id that no property of the set has.</summary>
    public string NewPropertyId(PropertySet schema)
    {
        var id = Ids.NextShort();
        return schema.FindById(id) is null ? id : NewPropertyId(schema);
    }

    /// <summary>A value as it is now: options that were removed have dropped out of it.</summary>
    public static ImmutableArray<SelectOption> OptionsOf(PropertyValue? value) =>
        value is not OptionsValue { Options: var options } ? []
        : options.Any(option => option.Removed) ? [.. options.Where(option => !option.Removed)]
        : options;

    /// <summary>
    /// The pages that a relation shows: not those in the trash, which come back when they are restored, and none at all
    /// when the related data source is not shared with the token.
    /// </summary>
    public static IEnumerable<NotionPage> VisibleTargets(PropertySchema property, PropertyValue? value, bool asToken) =>
        value is not RelationValue { Pages: var pages } || (asToken && property.Config is RelationConfig { Target.IsShared: false })
            ? []
            : pages.Where(page => !page.IsDeleted && !page.IsTrashed && page.DataSource == ((RelationConfig)property.Config).Target);
}
