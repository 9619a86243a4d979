using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Checks that Supabase can be worked with.</summary>
[Cmdlet(VerbsDiagnostic.Test, "HSSupabaseApi")]
[OutputType(typeof(bool), typeof(HSCheck))]
public sealed class TestHSSupabaseApiCommand : CheckCmdlet
{
    /// <inheritdoc/>
    protected override IAsyncEnumerable<HSCheck> CheckAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var supabase = Settings.Supabase();
        Settings.ThrowIfMissing();
        return new SupabaseCheck(Connect(supabase), TimeProvider.System).RunAsync(databases, cancellationToken);
    }
}
