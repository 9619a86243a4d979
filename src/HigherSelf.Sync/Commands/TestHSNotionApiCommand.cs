using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Checks that Notion can be worked with.</summary>
[Cmdlet(VerbsDiagnostic.Test, "HSNotionApi")]
[OutputType(typeof(bool), typeof(HSCheck))]
public sealed class TestHSNotionApiCommand : CheckCmdlet
{
    /// <inheritdoc/>
    protected override IAsyncEnumerable<HSCheck> CheckAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var notion = Settings.Notion();
        var ids = Settings.DatabaseIds(databases);
        Settings.ThrowIfMissing();
        return new NotionCheck(Connect(notion), TimeProvider.System).RunAsync(databases, ids, cancellationToken);
    }
}
