namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>
/// Something that can be shared with the integration. What is not shared or unshared by itself follows what it is in.
/// </summary>
internal interface IShareable
{
    bool? SharedExplicitly { get; }

    IShareable? ShareParent { get; }

    /// <summary>Whether the token may see it.</summary>
    bool IsShared => SharedExplicitly ?? ShareParent?.IsShared ?? false;
}
