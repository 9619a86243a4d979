using System.Text.Json;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion;

/// <content>Pages.</content>
public sealed partial class NotionWorkspace
{
    /// <summary>Creates a page under another page or the workspace; the token may see it.</summary>
    public Guid CreateLoosePage(string title, Guid? parent = null) => Act(() =>
    {
        var page = new PageEditor(_state, Person(null, null)).CreateLoose(
            parent is { } id ? Page(id) : null,
            new PageChanges([(_state.LoosePageSchema.Title, RichTextWriter.Plain(title))], []));
        page.SharedExplicitly = true;
        return page.Id;
    });

    /// <summary>Creates a row of a data source.</summary>
    public Guid CreatePage(Guid dataSource, JsonObject properties) => CreatePage(dataSource, new PageDraft(properties));

    /// <summary>Creates a row of a data source, maybe in the past.</summary>
    public Guid CreatePage(Guid dataSource, PageDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var properties = Node(draft.Properties);
        return Act(() =>
        {
            var target = DataSource(dataSource);
            var changes = new PropertyWriter(_state, hasLimits: false).Read(properties, target.Schema);
            var createdTime = draft.CreatedTime ?? _state.Now;
            var editor = Person(draft.By, draft.LastEditedTime ?? createdTime);
            return new PageEditor(_state, editor).Create(target, changes, createdTime).Id;
        });
    }

    /// <summary>Creates many rows. The drafts are taken one by one, so they may be made up on the way.</summary>
    public IReadOnlyList<Guid> CreatePages(Guid dataSource, IEnumerable<PageDraft> drafts) =>
        [.. drafts.Select(draft => CreatePage(dataSource, draft))];

    /// <summary>Changes values as a person does.</summary>
    /// <param name="page">The page.</param>
    /// <param name="properties">The values to change; the others stay.</param>
    /// <param name="at">When; now, when not given.</param>
    /// <param name="by">Who; the owner of the workspace, when not given.</param>
    public void EditPage(Guid page, JsonObject properties, DateTimeOffset? at = null, Guid? by = null) => Act(() =>
    {
        var edited = Page(page);
        var changes = new PropertyWriter(_state, hasLimits: false).Read(Node(properties), edited.Schema);
        new PageEditor(_state, Person(by, at)).Edit(edited, changes);
    });

    /// <summary>Puts a page into the trash.</summary>
    public void TrashPage(Guid page, DateTimeOffset? at = null) => Change(page, at, trashed => trashed.InTrash = true);

    /// <summary>Takes a page out of the trash.</summary>
    public void RestorePage(Guid page, DateTimeOffset? at = null) => Change(page, at, restored => restored.InTrash = false);

    /// <summary>Archives a page, or brings it back: a state of its own, beside the trash. Queries do not show it.</summary>
    public void ArchivePage(Guid page, bool isArchived = true, DateTimeOffset? at = null) =>
        Change(page, at, archived => archived.IsArchived = isArchived);

    /// <summary>Deletes a page for good. It is then as if it had never been there.</summary>
    public void DeletePage(Guid page) => Act(() => new PageEditor(_state, Person(null, null)).Delete(Page(page)));

    /// <summary>Moves a page into another data source.</summary>
    public void MovePage(Guid page, Guid dataSource, DateTimeOffset? at = null) =>
        Act(() => new PageEditor(_state, Person(null, at)).Move(Page(page), DataSource(dataSource)));

    /// <summary>
    /// Sets what a formula or rollup shows, as it stands in answers, e.g. <c>{"type": "number", "number": 5}</c>; a rollup's
    /// has a <c>function</c> too. It is no edit of the page.
    /// </summary>
    public void SetComputed(Guid page, string property, JsonObject result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Act(() =>
        {
            var changed = Page(page);
            var computed = Property(changed.Schema, property);
            if (computed.Type is not (PropertyType.Formula or PropertyType.Rollup))
            {
                throw new ArgumentException($"{property} is neither a formula nor a rollup.", nameof(property));
            }

            changed[computed] = new FixedValue(result.ToJsonString());
        });
    }

    /// <summary>A page as answers show it to someone who sees everything: no list is cut short.</summary>
    public JsonObject ReadPage(Guid page) => Act(() =>
    {
        var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            PageReader.WriteMembers(json, new AnswerView(_state, ApiVersion.V20260311, int.MaxValue, isToken: false), Page(page), []);
            json.WriteEndObject();
        }

        return JsonNode.Parse(body.GetBuffer().AsSpan(0, (int)body.Length))!.AsObject();
    });

    /// <summary>One value of a page, as it stands in answers below the name of its type.</summary>
    public JsonNode? ReadValue(Guid page, string property)
    {
        var value = ReadPage(page)["properties"]![property]
            ?? throw new ArgumentException($"{property} is not a property that exists.", nameof(property));
        return value[value["type"]!.GetValue<string>()];
    }

    /// <summary>The rows of a data source in the order of their creation.</summary>
    public IReadOnlyList<Guid> PageIds(Guid dataSource, bool withTrashed = false) => Act<IReadOnlyList<Guid>>(() =>
        [.. DataSource(dataSource).Pages.InCreationOrder.Where(page => withTrashed || !page.InTrash).Select(page => page.Id)]);

    private void Change(Guid page, DateTimeOffset? at, Action<NotionPage> change) => Act(() =>
    {
        var changed = Page(page);
        change(changed);
        changed.Touch(Person(null, at));
    });
}
