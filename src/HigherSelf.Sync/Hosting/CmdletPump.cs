using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace HigherSelf.Sync.Hosting;

/// <summary>
/// Lets asynchronous work talk to PowerShell, which listens on one thread only: the work runs on the pool, and what it has to say is done by the
/// pipeline's thread, in order. A slow consumer slows the work down.
/// </summary>
internal sealed class CmdletPump : IDisposable
{
    private const int Backlog = 256;

    private readonly BlockingCollection<Said> _said = new(Backlog);
    private readonly CancellationTokenSource _stop;

    /// <param name="stopping">Ends the work when PowerShell stops the pipeline.</param>
    public CmdletPump(CancellationToken stopping) => _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);

    /// <summary>Runs the work, and does on this thread what it says, until it has ended.</summary>
    /// <exception cref="Exception">What the work threw; or what PowerShell threw at something said, unchanged, after the work has ended.</exception>
    public void Run(Func<CancellationToken, Task> work)
    {
        var running = Task.Run(async () =>
        {
            try
            {
                await work(_stop.Token).ConfigureAwait(false);
            }
            finally
            {
                _said.CompleteAdding();
            }
        });

        Exception? thrownByPowerShell = null;
        foreach (var said in _said.GetConsumingEnumerable())
        {
            if (thrownByPowerShell is not null)
            {
                said.Drop();
                continue;
            }

            try
            {
                said.Do();
            }
            catch (Exception e)
            {
                // -ErrorAction Stop, Select-Object -First, a throw further down, Ctrl+C: control flow that goes on unchanged, once the work
                // has come to its end.
                thrownByPowerShell = e;
                _ = _stop.CancelAsync();
            }
        }

        // The work has said its last word; all that is left of it is its result.
        ((IAsyncResult)running).AsyncWaitHandle.WaitOne();
        var error = thrownByPowerShell ?? running.Exception?.InnerException;
        if (error is not null)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>Has something done on the pipeline's thread, some time.</summary>
    public void Say(Action action) => _said.Add(new Said(action, () => { }));

    /// <summary>Has something asked on the pipeline's thread, and waits for the answer.</summary>
    public Task<T> AskAsync<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _said.Add(new Said(
            () =>
            {
                try
                {
                    answer.SetResult(question());
                }
                catch
                {
                    answer.TrySetCanceled();
                    throw;
                }
            },
            () => answer.TrySetCanceled()));
        return answer.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _said.Dispose();
        _stop.Dispose();
    }

    private sealed record Said(Action Do, Action Drop);
}
