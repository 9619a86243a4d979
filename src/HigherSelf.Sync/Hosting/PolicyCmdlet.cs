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

    /// <summary>Who wins where both sides have changed the same record.</summary>
    [Parameter]
    public ConflictPolicy ConflictPolicy
    {
        get => (ConflictPolicy)_conflictPolicy;
        set => _conflictPolicy = (int)value;
    }

    /// <summary>What a conflict is about: the whole record, or each field by itself.</summary>
    [Parameter]
    public MergeScope MergeScope
    {
        get => (MergeScope)_mergeScope;
        set => _mergeScope = (int)value;
    }

    /// <summary>What happens on one side to a record that was deleted on the other.</summary>
    [Parameter]
    public DeletePolicy DeletePolicy
    {
        get => (DeletePolicy)_deletePolicy;
        set => _deletePolicy = (int)value;
    }

    /// <summary>So many percent of a database's records may be deleted in one run, and ten records in any case.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaxDeletePercent { get; set; } = 10;

    /// <summary>Deletes are carried out however many they are.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Only records of which this says true, of the page or of the row: $_ has their columns as properties.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Filter { get; set; }

    /// <summary>The filter that was asked for.</summary>
    private protected RecordFilter? RecordFilter => Filter is not { } script
        ? null
        : async (record, _) => await AskAsync(() => RecordFilterScript.Includes(script, record)).ConfigureAwait(false);

    /// <summary>The policies that were asked for.</summary>
    private protected SyncPolicy Policy => new() { Conflicts = ConflictPolicy, Scope = MergeScope, Deletes = DeletePolicy };
}
