using System.Collections.Immutable;
using HigherSelf.Sync.Sandbox.Notion.Values;

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>Changes pages on behalf of someone. What it is given has been checked; it keeps the workspace consistent.</summary>
internal sealed class PageEditor(WorkspaceState state, Editor editor)
{
    /// <summary>A new row of a data source.</summary>
    public NotionPage Create(NotionDataSource dataSource, PageChanges changes, DateTimeOffset? createdTime = null)
    {
        var page = NewPage(dataSource.Schema, createdTime ?? editor.At);
        page.PutInto(dataSource);
        dataSource.Pages.Add(page);
        foreach (var property in dataSource.Schema.All)
        {
            page[property] = Initial(property, dataSource);
        }

        SetValues(page, changes);
        return page;
    }

    /// <summary>A new loose page under another one, or under the workspace when there is no parent.</summary>
    public NotionPage CreateLoose(NotionPage? parent, PageChanges changes)
    {
        var page = NewPage(state.LoosePageSchema, editor.At);
        page.PutUnder(parent, state.LoosePageSchema);
        state.LoosePages.Add(page);
        SetValues(page, changes);
        return page;
    }

    public void Edit(NotionPage page, PageChanges changes)
    {
        SetValues(page, changes);
        page.Touch(editor);
    }

    /// <summary>Makes the page a row of another data source. Values go along where name and type are the same.</summary>
    public void Move(NotionPage page, NotionDataSource target)
    {
        var carried = page.Schema.All
            .Select(from => (To: Counterpart(from, target.Schema), Value: page[from]))
            .Where(pair => pair.To is not null)
            .ToList();
        Leave(page);
        page.PutInto(target);
        target.Pages.Add(page);
        foreach (var property in target.Schema.All)
        {
            page[property] = Initial(property, target);
        }

        foreach (var (to, value) in carried)
        {
            page[to!] = Carry(value, to!);
        }

        page.Touch(editor);
    }

    /// <summary>Makes the page a loose one under another page; of its values the title alone goes along.</summary>
    public void MoveUnder(NotionPage page, NotionPage parent)
    {
        var title = page[page.Schema.Title];
        Leave(page);
        page.PutUnder(parent, state.LoosePageSchema);
        page[page.Schema.Title] = title;
        state.LoosePages.Add(page);
        page.Touch(editor);
    }

    /// <summary>Removes the page for good.</summary>
    public void Delete(NotionPage page)
    {
        Leave(page);
        page.IsDeleted = true;
        state.Pages.Remove(page.Id);
    }

    private static PropertyValue? Initial(PropertySchema property, NotionDataSource dataSource) => property switch
    {
        { Type: PropertyType.UniqueId } => new UniqueIdValue(++dataSource.LastUniqueId),
        { Config: StatusConfig { Default: { } option } } => new OptionsValue([option]),
        _ => null,
    };

    private static PropertySchema? Counterpart(PropertySchema from, PropertySet schema) =>
        from.Type == PropertyType.Title ? schema.Title
        : from.Type != PropertyType.UniqueId && schema.FindByName(from.Name) is { } to && to.Type == from.Type ? to
        : null;

    // Options belong to their property; the other one may have options of the same names. Relations that no longer fit
    // are kept and do not show.
    private static PropertyValue? Carry(PropertyValue? value, PropertySchema to) =>
        value is OptionsValue { Options: var options } && to.Config is OptionsConfig config
            ? options.Select(option => config.Find(option.Name)).OfType<SelectOption>().ToImmutableArray() is { IsEmpty: false } known
                ? new OptionsValue(known) : null
            : value;

    private NotionPage NewPage(PropertySet schema, DateTimeOffset createdTime)
    {
        var page = new NotionPage(state.Ids.Next(), state.NextSequence(), schema)
        {
            CreatedTime = createdTime,
            CreatedBy = editor.User,
            LastEditedTime = editor.At,
            LastEditedBy = editor.User,
        };
        state.Pages.Add(page.Id, page);
        return page;
    }

    private void Leave(NotionPage page)
    {
        page.DataSource?.Pages.Remove(page);
        if (page.DataSource is null)
        {
            state.LoosePages.Remove(page);
        }
    }

    private void SetValues(NotionPage page, PageChanges changes)
    {
        foreach (var (config, option) in changes.NewOptions)
        {
            config.Options.Add(option);
        }

        foreach (var (property, value) in changes.Values)
        {
            var before = page[property];
            page[property] = value;
            if (property.Config is RelationConfig { Synced: { } synced })
            {
                KeepOtherSide(page, synced, before as RelationValue, value as RelationValue);
            }
        }
    }

    private void KeepOtherSide(NotionPage page, PropertySchema synced, RelationValue? before, RelationValue? after)
    {
        foreach (var gone in (before?.Pages ?? []).Except(after?.Pages ?? []))
        {
            var left = ((RelationValue?)gone[synced])?.Pages.Remove(page) ?? [];
            gone[synced] = left.IsEmpty ? null : new RelationValue(left);
            TouchOtherSide(gone);
        }

        foreach (var added in (after?.Pages ?? []).Except(before?.Pages ?? []))
        {
            var pages = ((RelationValue?)added[synced])?.Pages ?? [];
            if (!pages.Contains(page))
            {
                added[synced] = new RelationValue(pages.Add(page));
                TouchOtherSide(added);
            }
        }
    }

    private void TouchOtherSide(NotionPage page)
    {
        if (state.BackLinksMoveEditedTime && editor.At > page.LastEditedTime)
        {
            page.Touch(editor);
        }
    }
}
