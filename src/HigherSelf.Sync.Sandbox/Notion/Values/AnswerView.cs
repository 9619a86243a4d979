using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>Through whose eyes the workspace is read, and how much of a long list is shown.</summary>
internal sealed class AnswerView(WorkspaceState state, ApiVersion version, int referenceLimit, bool isToken)
{
    public WorkspaceState State { get; } = state;

    public ApiVersion Version { get; } = version;

    /// <summary>How many relations and people a page shows; the rest is to be had from the property item endpoint.</summary>
    public int ReferenceLimit { get; } = referenceLimit;

    /// <summary>The token sees only what is shared with it; people see everything.</summary>
    public bool IsToken { get; } = isToken;

    public bool ShowsUsers => !IsToken || State.Capabilities.HasFlag(TokenCapabilities.ReadUsers);

    /// <summary>The URL under which a hosted file can be read for a while; another one at every call.</summary>
    public string Sign(string address) => HostedFiles.Sign(address, State.Now, State.NextSignature());

    public IEnumerable<NotionPage> Targets(PropertySchema property, PropertyValue? value) =>
        WorkspaceState.VisibleTargets(property, value, IsToken);
}
