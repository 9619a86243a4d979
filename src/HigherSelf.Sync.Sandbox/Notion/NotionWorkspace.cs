using System.Text.Json;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Schema;
using HigherSelf.Sync.Sandbox.Notion.Storage;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>
/// What is in an offline Notion, and what people do with it. Requests over HTTP and calls of these methods come one after
/// the other, so that each sees one moment; all of it is thread safe. What Notion would refuse throws an
/// <see cref="ArgumentException"/> with its message, but people are not bound by the limits of requests: they may write
/// long texts, and relate hundreds of pages at once.
/// </summary>
public sealed partial class NotionWorkspace
{
    private readonly Lock _gate = new();
    private readonly WorkspaceState _state;

    private NotionWorkspace(WorkspaceState state) => _state = state;

    /// <summary>The integration's own user, the author of all that comes through the API.</summary>
    public NotionUser Bot => _state.Bot;

    /// <summary>The person who acts when nobody else is named.</summary>
    public NotionUser Owner => _state.Someone;

    /// <summary>All users: people, guests, bots and groups.</summary>
    public IReadOnlyList<NotionUser> Users => Act<IReadOnlyList<NotionUser>>(() => [.. _state.Users.Values]);

    /// <summary>What the token may do.</summary>
    public TokenCapabilities Capabilities
    {
        get => Act(() => _state.Capabilities);
        set => Act(() => _state.Capabilities = value);
    }

    /// <summary>Adds a person, a guest, a bot or a group.</summary>
    public NotionUser AddUser(string name, NotionUserKind kind = NotionUserKind.Person, string? email = null) => Act(() =>
    {
        var user = new NotionUser(_state.Ids.Next(), kind, name, email);
        _state.Users.Add(user.Id, user);
        return user;
    });

    /// <summary>Creates a database with one data source.</summary>
    /// <param name="title">The title of both.</param>
    /// <param name="properties">The schema in the API's form; <see cref="NotionProperty"/> helps. It needs a title property.</param>
    /// <param name="parent">The page that it is in; the workspace when not given.</param>
    /// <param name="isShared">Whether the token may see it; null makes it follow its parent.</param>
    public DatabaseIds CreateDatabase(string title, JsonObject properties, Guid? parent = null, bool? isShared = true) => Act(() =>
    {
        var database = new DatabaseEditor(_state, Person(null, null))
            .CreateDatabase(parent is { } id ? Page(id) : null, RichTextWriter.Plain(title), Node(properties));
        database.SharedExplicitly = isShared;
        return new DatabaseIds(database.Id, database.DataSources[0].Id);
    });

    /// <summary>Adds a data source to a database.</summary>
    public Guid CreateDataSource(Guid database, string title, JsonObject properties) => Act(() =>
        new DatabaseEditor(_state, Person(null, null))
            .CreateDataSource(Database(database), RichTextWriter.Plain(title), Node(properties)).Id);

    /// <summary>Changes a schema as <c>PATCH /v1/data_sources/{id}</c> does: adds, changes, renames, and with null removes.</summary>
    public void ChangeSchema(Guid dataSource, JsonObject properties) => Act(() =>
    {
        var changed = DataSource(dataSource);
        new SchemaEditor(_state, changed).Apply(Node(properties));
        changed.Touch(Person(null, null));
    });

    /// <summary>Adds a property, or gives one of that name another type.</summary>
    public void SetProperty(Guid dataSource, string name, JsonObject definition) =>
        ChangeSchema(dataSource, new JsonObject { [name] = definition });

    /// <summary>Renames a property. Its id stays.</summary>
    public void RenameProperty(Guid dataSource, string name, string newName) => Act(() =>
    {
        var changed = DataSource(dataSource);
        new SchemaEditor(_state, changed).Rename(Property(changed.Schema, name), newName);
        changed.Touch(Person(null, null));
    });

    /// <summary>Removes a property and its values.</summary>
    public void RemoveProperty(Guid dataSource, string name) => ChangeSchema(dataSource, new JsonObject { [name] = null });

    /// <summary>Renames an option as people can (the API cannot): every page that has it shows the new name.</summary>
    public void RenameOption(Guid dataSource, string property, string option, string newName) => Act(() =>
    {
        var changed = DataSource(dataSource);
        var found = Property(changed.Schema, property).Config is OptionsConfig config ? config.Find(option) : null;
        (found ?? throw new ArgumentException($"{property} has no option {option}.", nameof(option))).Name = newName;
        changed.Touch(Person(null, null));
    });

    /// <summary>Lets the token see a database and all that is in it.</summary>
    public void Share(Guid database) => Act(() => { Database(database).SharedExplicitly = true; });

    /// <summary>Hides a database and all that is in it from the token.</summary>
    public void Unshare(Guid database) => Act(() => { Database(database).SharedExplicitly = false; });

    /// <summary>Puts a database into the trash, or takes it out.</summary>
    public void TrashDatabase(Guid database, bool inTrash = true) => Act(() => { Database(database).InTrash = inTrash; });

    /// <summary>The id of a property as it stands in answers.</summary>
    public string PropertyId(Guid dataSource, string name) => Act(() => Property(DataSource(dataSource).Schema, name).WireId);

    internal static NotionWorkspace Open(OfflineNotionOptions options) =>
        new((options.StateFile is { } file ? StateFile.Load(file, options) : null) ?? WorkspaceState.New(options));

    internal void Save(string? file)
    {
        if (file is not null)
        {
            Act(() => StateFile.Save(file, _state));
        }
    }

    /// <summary>Lets the caller in alone until the scope is disposed.</summary>
    internal Lock.Scope Enter(out WorkspaceState entered)
    {
        entered = _state;
        return _gate.EnterScope();
    }

    private static BodyNode Node(JsonObject json) => BodyNode.Root(JsonSerializer.SerializeToElement(json), "properties");

    private static PropertySchema Property(PropertySet schema, string name) =>
        schema.Find(name) ?? throw new ArgumentException($"{name} is not a property that exists.", nameof(name));

    private T Act<T>(Func<T> action)
    {
        lock (_gate)
        {
            try
            {
                return action();
            }
            catch (ApiException refused)
            {
                throw new ArgumentException(refused.Message, refused);
            }
        }
    }

    private void Act(Action action) => Act(() =>
    {
        action();
        return true;
    });

    private Editor Person(Guid? by, DateTimeOffset? at) =>
        new(by is { } id ? _state.Users[id] : _state.Someone, at ?? _state.Now, HasApiLimits: false);

    private NotionDatabase Database(Guid id) =>
        _state.Databases.GetValueOrDefault(id) ?? throw new ArgumentException($"There is no database {id}.", nameof(id));

    private NotionDataSource DataSource(Guid id) =>
        _state.DataSources.GetValueOrDefault(id) ?? throw new ArgumentException($"There is no data source {id}.", nameof(id));

    private NotionPage Page(Guid id) =>
        _state.Pages.GetValueOrDefault(id) ?? throw new ArgumentException($"There is no page {id}.", nameof(id));
}
