using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace HigherSelf.Sync.Sandbox.Supabase;

/// <summary>
/// The running Node part (stack/stack.mjs). It lives as long as its input is open, so it also ends with this process,
/// however this process ends. Its output is open until the last of its processes is gone.
/// </summary>
internal sealed class StackProcess : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly Channel<StackEvent> _events = Channel.CreateUnbounded<StackEvent>();
    private readonly OutputTail _errors = new();
    private readonly SemaphoreSlim _oneCommand = new(1);
    private readonly Task _ended;

    private StackProcess(Process process, TimeProvider time)
    {
        _process = process;
        _time = time;
        _ended = Task.WhenAll(ReadEventsAsync(), _errors.ReadAsync(process.StandardError), process.WaitForExitAsync());
    }

    public int Id => _process.Id;

    /// <summary>Completes when the last process of the stack is gone.</summary>
    public Task Ended => _ended;

    public static StackProcess Start(ProcessStartInfo command, TimeProvider time)
    {
        var process = new Process { StartInfo = command };
        process.Start();
        return new StackProcess(process, time);
    }

    /// <summary>Sends a command and waits for the event that tells its success.</summary>
    /// <exception cref="SandboxException">It failed, or the stack is gone.</exception>
    public async Task SendAsync(string command, string success)
    {
        await _oneCommand.WaitAsync().ConfigureAwait(false);
        try
        {
            await _process.StandardInput.WriteLineAsync($$"""{"command":"{{command}}"}""").ConfigureAwait(false);
            await ExpectAsync(success, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new SandboxException(Ending(), exception);
        }
        finally
        {
            _oneCommand.Release();
        }
    }

    /// <summary>Waits for the next event, which has to be this one.</summary>
    /// <exception cref="SandboxException">It was "failed", or did not come, or the stack is gone.</exception>
    public async Task<StackEvent> ExpectAsync(string name, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var happened = await _events.Reader.ReadAsync(either.Token).ConfigureAwait(false);
            return happened.Event == name ? happened
                : throw new SandboxException($"The offline Supabase: {happened.Reason}\n{happened.Log}".TrimEnd());
        }
        catch (ChannelClosedException exception)
        {
            throw new SandboxException(Ending(), exception);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw new SandboxException(
                $"The offline Supabase did not answer within {AnswerLimit.TotalSeconds} seconds ({name}). " +
                $"The machine may be too busy; try again. It said:\n{_errors}",
                exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already, before it read a command.
        }

        if (!await HasEndedAsync().ConfigureAwait(false))
        {
            _process.Kill(); // The keeper notices, and cleans up as it does when anything else kills it.
            await HasEndedAsync().ConfigureAwait(false);
        }

        _process.Dispose();
        _oneCommand.Dispose();
    }

    private async Task<bool> HasEndedAsync()
    {
        try
        {
            await _ended.WaitAsync(StopLimit, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private string Ending() => $"The offline Supabase has ended unexpectedly. Start a new one. It said:\n{_errors}".TrimEnd();

    private async Task ReadEventsAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            _events.Writer.TryWrite(JsonSerializer.Deserialize<StackEvent>(line, JsonSerializerOptions.Web)!);
        }

        _events.Writer.Complete();
    }
}
