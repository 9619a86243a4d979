using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Schema;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Compares the catalog, Notion and Supabase, and gives each finding; nothing means that all three agree.</summary>
[Cmdlet(VerbsDiagnostic.Test, "HSSchema")]
[OutputType(typeof(HSSchemaFinding), typeof(bool))]
public sealed class TestHSSchemaCommand : DatabaseCmdlet
{
    /// <summary>Gives true or false: true if nothing is found that is an error or a warning.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var notion = Settings.Notion();
        var supabase = Settings.Supabase();
        var ids = Settings.DatabaseIds(databases);
        Settings.ThrowIfMissing();
        var look = await new SchemaCheck(Connect(notion), Connect(supabase)).LookAsync(databases, ids, cancellationToken).ConfigureAwait(false);
        if (Quiet)
        {
            Emit(look.Findings.All(f => f.Severity == FindingSeverity.Info));
            return;
        }

        foreach (var finding in look.Findings)
        {
            Emit(finding);
        }
    }
}
