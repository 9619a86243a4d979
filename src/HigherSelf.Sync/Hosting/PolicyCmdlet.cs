using System.Management.Automation;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Hosting;

/// <summary>The base of cmdlets that decide between both sides: the policies of a run.</summary>
public abstract class PolicyCmdlet : DatabaseCmdlet
{
    // Enums of the engine; see ModuleInitializer for why no field is of such a type.
    private int _conflictPolicy;
    private int _mergeScope;
    private int _deletePolicy;

    /// <summary>
    /// <para type="description">Who wins where both sides have changed the same record: the later edit (by the minute; Notion in the same one), one side always, or
    /// nobody until a person decides.</para>
    /// </summary>
    [Parameter]
    public ConflictPolicy ConflictPolicy
    {
        get => (ConflictPolicy)_conflictPolicy;
        set => _conflictPolicy = (int)value;
    }

    /// <summary>
    /// <para type="description">What a conflict is about: the whole record, or each field by itself, so that edits of different fields both live.</para>
    /// </summary>
    [Parameter]
    public MergeScope MergeScope
    {
        get => (MergeScope)_mergeScope;
        set => _mergeScope = (int)value;
    }

    /// <summary>
    /// <para type="description">What happens to a record on one side when it is deleted on the other: it is deleted too (a row into the journal, a page into Notion's
    /// trash), or nothing.</para>
    /// </summary>
    [Parameter]
    public DeletePolicy DeletePolicy
    {
        get => (DeletePolicy)_deletePolicy;
        set => _deletePolicy = (int)value;
    }

    /// <summary>
    /// <para type="description">So many percent of a database's records may be deleted in one run, and ten records in any case; a run that would delete more deletes
    /// none.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaxDeletePercent { get; set; } = 10;

    /// <summary>
    /// <para type="description">Deletes are carried out however many they are.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The policies that were asked for.</summary>
    private protected SyncPolicy Policy => new() { Conflicts = ConflictPolicy, Scope = MergeScope, Deletes = DeletePolicy };
}
