namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>
/// What the token may do, as set on the integration's page in Notion. Without a capability the calls that need it answer
/// 403 <c>restricted_resource</c>.
/// </summary>
[Flags]
public enum TokenCapabilities
{
    /// <summary>Nothing beyond asking who it is.</summary>
    None = 0,

    /// <summary>Retrieve, query and search.</summary>
    ReadContent = 1,

    /// <summary>Create pages, databases and data sources.</summary>
    InsertContent = 2,

    /// <summary>Change, move and trash.</summary>
    UpdateContent = 4,

    /// <summary>List users, and see names and addresses where users appear. Without it they are bare ids.</summary>
    ReadUsers = 8,

    /// <summary>Everything.</summary>
    All = ReadContent | InsertContent | UpdateContent | ReadUsers,
}
