namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>Something that can be shared with the integration.</summary>
internal interface IShareable
{
    /// <summary>Shared or unshared by itself; null follows what it is in.</summary>
    bool? SharedExplicitly { get; }

    IShareable? ShareParent { get; }
}

internal static class Sharing
{
    /// <summary>Whether the token may see it. What is in the workspace itself is hidden until it is shared.</summary>
    public static bool IsShared(this IShareable thing) => thing.SharedExplicitly ?? thing.ShareParent?.IsShared() ?? false;
}
