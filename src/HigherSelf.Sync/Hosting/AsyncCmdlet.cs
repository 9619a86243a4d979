using System.Management.Automation;
using System.Management.Automation.Host;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Hosting;

/// <summary>
/// The base of all cmdlets: their work is asynchronous, ends at Ctrl+C, and turns every error that a user can act on into a record with a stable id.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private CmdletPump? _pump;

    /// <summary>What is done for each object of the pipeline.</summary>
    protected virtual Task ProcessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What is done when the pipeline has given all its objects.</summary>
    protected virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(ProcessAsync);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(EndAsync);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stopping.Cancel();

    /// <summary>Gives an object to the pipeline.</summary>
    protected void Emit(object value) => Say(() => WriteObject(value));

    /// <summary>Reports an error; the command goes on.</summary>
    protected void Report(ErrorRecord error) => Say(() => WriteError(error));

    /// <summary>Has something done on the pipeline's thread.</summary>
    protected void Say(Action action) => _pump!.Say(action);

    /// <summary>Asks whether a change is to be made; prints what it would be under -WhatIf.</summary>
    protected Task<bool> ShouldAsync(string target, string action) => _pump!.AskAsync(() => ShouldProcess(target, action));

    /// <summary>Has something asked on the pipeline's thread. An exception there ends the command.</summary>
    private protected Task<T> AskAsync<T>(Func<T> question) => _pump!.AskAsync(question);

    /// <summary>Has somebody type a text; null where nobody can be asked.</summary>
    protected Task<string?> AskTextAsync(string caption, string message, string field) => _pump!.AskAsync(() =>
    {
        var asked = new FieldDescription(field);
        asked.SetParameterType(typeof(string));
        try
        {
            return Host.UI.Prompt(caption, message, [asked]).TryGetValue(field, out var typed) ? typed?.BaseObject as string : null;
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException or NotSupportedException)
        {
            // Each host has its own way of saying that there is nobody.
            return null;
        }
    });

    /// <summary>The full path that a path leads to from where PowerShell is.</summary>
    protected Task<string> ResolveAsync(string path) => _pump!.AskAsync(() => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path));

    /// <summary>True under -WhatIf, given or inherited.</summary>
    protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? LanguagePrimitives.IsTrue(given)
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Dispose();
        }
    }

    private void Run(Func<CancellationToken, Task> work)
    {
        using var pump = new CmdletPump(_stopping.Token);
        _pump = pump;
        try
        {
            pump.Run(work);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (SyncException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e));
        }
        finally
        {
            _pump = null;
        }
    }
}
