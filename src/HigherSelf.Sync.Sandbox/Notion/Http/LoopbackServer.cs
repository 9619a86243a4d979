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
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Task, bool> connections = [];
    private readonly TimeProvider clock;
    private Task accepting = Task.CompletedTask;

    public LoopbackServer(TimeProvider clock)
    {
        this.clock = clock;
        listener.Start();
        Url = new Uri($"http://{listener.LocalEndpoint}/");
    }

    public Uri Url { get; }

    /// <summary>Begins to answer. An answer of null cuts the connection.</summary>
    public void Serve(Func<IncomingRequest, CancellationToken, Task<Answer?>> answer) => accepting = AcceptAsync(answer);

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        await stopping.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        await Task.WhenAll(connections.Keys).ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task AcceptAsync(Func<IncomingRequest, CancellationToken, Task<Answer?>> answer)
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(stopping.Token).ConfigureAwait(false);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var connection = Task.Run(() => ServeAsync(socket, answer));
            connections.TryAdd(connection, true);
            _ = connection.ContinueWith(
                done => connections.TryRemove(done, out _),
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
            while (await RequestReader.ReadAsync(reader, stream, stopping.Token).ConfigureAwait(false) is { } request)
            {
                if (await answer(request, stopping.Token).ConfigureAwait(false) is not { } response)
                {
                    // Closing without lingering resets the connection: the client sees that it was cut.
                    socket.LingerState = new LingerOption(true, 0);
                    return;
                }

                await response.WriteAsync(stream, clock.GetUtcNow(), request.KeepsConnection, stopping.Token).ConfigureAwait(false);
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
