using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Queries;
using HigherSelf.Sync.Sandbox.Notion.Values;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary><c>/v1/users</c>: who the token is, and who works here. Guests are not listed.</summary>
internal sealed class UsersEndpoint(Cursors cursors)
{
    private const string Scope = "users";

    public static void Me(ApiRequest request, Utf8JsonWriter json) => UserReader.WriteMembers(json, request.View, request.State.Bot);

    public static void Get(ApiRequest request, Utf8JsonWriter json)
    {
        var id = request.Id("user_id");
        var user = request.State.Users.GetValueOrDefault(id) ?? throw request.NotFound("user", id);
        UserReader.WriteMembers(json, request.View, user);
    }

    public void List(ApiRequest request, Utf8JsonWriter json)
    {
        var (cursor, size) = request.QueryPaging();
        var page = cursors.Page(Scope, cursor, size, () => new Walk(Scope, Listed(request)));
        ListAnswer.Write<NotionUser>(json, "user", page, user => UserReader.WriteMembers(json, request.View, user));
        ListAnswer.WriteEmptyObject(json, "user");
    }

    private static List<NotionUser> Listed(ApiRequest request) =>
        [.. request.State.Users.Values.Where(user => user.Kind is NotionUserKind.Person or NotionUserKind.Bot)];
}
