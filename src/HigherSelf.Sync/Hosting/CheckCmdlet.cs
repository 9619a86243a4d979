using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Hosting;

/// <summary>The base of the Test cmdlets: checks, told as one truth value or one by one.</summary>
public abstract class CheckCmdlet : DatabaseCmdlet
{
    /// <summary>Gives one object for each check in place of true or false.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Makes the checks.</summary>
    protected abstract IAsyncEnumerable<HSCheck> CheckAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var allPassed = true;
        await foreach (var check in CheckAsync(databases, cancellationToken).ConfigureAwait(false))
        {
            allPassed &= check.Passed;
            if (Detailed)
            {
                Emit(check);
            }
            else if (!check.Passed)
            {
                Say(() => WriteWarning($"{check.Detail} {check.NextStep}"));
            }
        }

        if (!Detailed)
        {
            Emit(allPassed);
        }
    }
}
