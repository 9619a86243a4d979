using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace HigherSelf.Sync.Sandbox.Notion.Http;

/// <summary>
/// A small HTTP/1.1 server on a free port of 127.0.0.1. HttpListener will not do: outside Windows it cannot cut a
/// connection without an answer (its Abort sends an empty 200 first), and a lost answer is what clients have to survive.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly TimeProvider _clock;
    private Task _accepting = Task.CompletedTask;

    public LoopbackServer(TimeProvider clock)
    {
        _clock = clock;
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}/");
    }

    public Uri Url { get; }

    /// <summary>Begins to answer. An answer of null cuts the connection.</summary>
    public void Serve(Func<IncomingRequest, CancellationToken, Task<Answer?>> answer) => _accepting = AcceptAsync(answer);

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Func<IncomingRequest, CancellationToken, Task<Answer?>> answer)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var connection = Task.Run(() => ServeAsync(socket, answer));
            _connections.TryAdd(connection, true);
            _ = connection.ContinueWith(
                done => _connections.TryRemove(done, out _),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket, Func<IncomingRequest, CancellationToken, Task<Answer?>> answer)
    {
        using var closing = socket;
        socket.NoDelay = true;
        var stream = new NetworkStream(socket, ownsSocket: false);
        await using var streaming = stream.ConfigureAwait(false);
        var reader = PipeReader.Create(stream);
        try
        {
            while (await RequestReader.ReadAsync(reader, stream, _stopping.Token).ConfigureAwait(false) is { } request)
            {
                if (await answer(request, _stopping.Token).ConfigureAwait(false) is not { } response)
                {
                    // Closing without lingering resets the connection: the client sees that it was cut.
                    socket.LingerState = new LingerOption(true, 0);
                    return;
                }

                await response.WriteAsync(stream, _clock.GetUtcNow(), request.KeepsConnection, _stopping.Token).ConfigureAwait(false);
                if (!request.KeepsConnection)
                {
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or InvalidDataException)
        {
            // The client went away or does not speak HTTP, or we are stopping. Anything else is a mistake of ours: it is
            // kept in the connection's task, and comes out when the server is disposed of.
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}
