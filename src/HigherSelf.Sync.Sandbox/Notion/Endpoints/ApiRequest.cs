using System.Globalization;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary>One request that has passed the gate, as the endpoints see it.</summary>
internal sealed class ApiRequest
{
    public required WorkspaceState State { get; init; }

    public required AnswerView View { get; init; }

    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    /// <summary>The body; an empty object when there is none.</summary>
    public required BodyNode Body { get; init; }

    /// <summary>What a create has brought into being, for an answer that gets lost.</summary>
    public Guid? Committed { get; set; }

    public Editor Editor => new(State.Bot, State.Now, HasApiLimits: true);

    /// <summary>Ids or names; the docs write <c>filter_properties[]</c>, the official client <c>filter_properties</c>.</summary>
    public IReadOnlyList<string> FilterProperties =>
        [.. Query.Where(pair => pair.Key is "filter_properties" or "filter_properties[]").Select(pair => pair.Value)];

    public Guid Id(string name) =>
        NotionId.TryParse(Parameters[name], out var id)
            ? id
            : throw ApiException.Failed("path", $"path.{name} should be a valid uuid, instead was `\"{Parameters[name]}\"`.");

    public NotionPage Page(Guid id) =>
        State.Pages.GetValueOrDefault(id) is { } page && page.IsShared() ? page : throw NotFound("page", id);

    public NotionDatabase Database(Guid id) =>
        State.Databases.GetValueOrDefault(id) is { } database && database.IsShared()
            ? database
            : throw NotFound("database", id);

    public NotionDataSource DataSource(Guid id) =>
        State.DataSources.GetValueOrDefault(id) is { IsShared: true } dataSource ? dataSource : throw NotFound("data_source", id);

    public ApiException NotFound(string kind, Guid id) => ApiException.NotFound(kind, id, State.Bot.Name);

    /// <summary>The <c>start_cursor</c> and <c>page_size</c> of the body.</summary>
    public (string? Cursor, int Size) BodyPaging()
    {
        var size = Body["page_size"];
        return (Body["start_cursor"].TextOrNull(), size.IsDefined ? PageSize(size.Number(), "body") : Limits.PageSize);
    }

    /// <summary>The <c>start_cursor</c> and <c>page_size</c> of the query string.</summary>
    public (string? Cursor, int Size) QueryPaging()
    {
        var size = QueryValue("page_size");
        return (QueryValue("start_cursor"), size is null ? Limits.PageSize : PageSize(size, "query"));
    }

    /// <summary>Whether the request puts into or takes out of the trash, by either name that its version knows.</summary>
    public bool? InTrash()
    {
        var archived = Body["archived"];
        if (archived.IsDefined && !View.Version.HasArchived())
        {
            throw archived.Should("not present");
        }

        return Body["in_trash"].BooleanIfDefined() ?? archived.BooleanIfDefined();
    }

    private static int PageSize(string text, string where)
    {
        var size = int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return size switch
        {
            > Limits.PageSize => throw ApiException.Failed(where, $"{where}.page_size should be ≤ `{Limits.PageSize}`, instead was `{text}`."),
            < 1 => throw ApiException.Failed(where, $"{where}.page_size should be ≥ `1`, instead was `{text}`."),
            _ => size,
        };
    }

    private string? QueryValue(string name)
    {
        var value = Query.FirstOrDefault(pair => pair.Key == name).Value;
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
