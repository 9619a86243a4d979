namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>What stands behind a user id: a member or guest, an integration, or a group of people.</summary>
public enum NotionUserKind
{
    /// <summary>A member of the workspace. Listed by <c>GET /users</c>.</summary>
    Person,

    /// <summary>A guest: may be in a people property, is not listed by <c>GET /users</c>.</summary>
    Guest,

    /// <summary>An integration.</summary>
    Bot,

    /// <summary>A group; appears in people properties when they are read.</summary>
    Group,
}

/// <summary>A user of the offline workspace.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Kind">Person, guest, bot or group.</param>
/// <param name="Name">The name as people see it.</param>
/// <param name="Email">The address, for persons and guests.</param>
public sealed record NotionUser(Guid Id, NotionUserKind Kind, string Name, string? Email = null);
