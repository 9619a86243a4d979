using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Engine.Tests.Reporting;

/// <summary>A headless Chromium, spoken to over its own protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private const string Listening = "DevTools listening on ";

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("hs-browser-");
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonObject> _events = [];
    private Process? _process;
    private int _lastId;

    /// <summary>The program; null if there is none on the PATH.</summary>
    public static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>What the page has complained about so far.</summary>
    public IEnumerable<string> Complaints => _events
        .Where(e => (string)e["method"]! is "Log.entryAdded" or "Runtime.exceptionThrown" or "Runtime.consoleAPICalled" or "Page.javascriptDialogOpening")
        .Select(e => e.ToJsonString());

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = Process.Start(new ProcessStartInfo(Program!,
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars", "--remote-debugging-address=127.0.0.1", "--remote-debugging-port=0", $"--user-data-dir={_profile.FullName}", "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, said) =>
        {
            if (said.Data is null)
            {
                listening.TrySetException(new InvalidOperationException("The browser has ended."));
            }
            else if (said.Data.StartsWith(Listening, StringComparison.Ordinal))
            {
                listening.TrySetResult(new Uri(said.Data[Listening.Length..].Trim()));
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var browser = await listening.Task.WaitAsync(cancellationToken);
        using var http = new HttpClient();
        var pages = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://{browser.Authority}/json/list"), cancellationToken))!.AsArray();
        await _socket.ConnectAsync(new Uri((string)pages.First(p => (string)p!["type"]! == "page")!["webSocketDebuggerUrl"]!), cancellationToken);
        foreach (var domain in new[] { "Page", "Runtime", "Log" })
        {
            await SendAsync($"{domain}.enable", null, cancellationToken);
        }
    }

    /// <summary>Opens a file on a screen of this size.</summary>
    public async Task OpenAsync(string file, int width, int height, bool isDark, CancellationToken cancellationToken)
    {
        await SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 }, cancellationToken);
        await SendAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }) }, cancellationToken);
        _events.Clear();
        await SendAsync("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri }, cancellationToken);
        while (!_events.Exists(e => (string)e["method"]! == "Page.loadEventFired"))
        {
            await ReceiveAsync(cancellationToken);
        }
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression, CancellationToken cancellationToken) =>
        (await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true }, cancellationToken))["result"]!["value"];

    /// <summary>The whole page as it looks.</summary>
    public async Task TakePictureAsync(string file, CancellationToken cancellationToken)
    {
        var picture = await SendAsync("Page.captureScreenshot", new JsonObject { ["captureBeyondViewport"] = true }, cancellationToken);
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)picture["data"]!), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _profile.Delete(recursive: true);
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject? parameters, CancellationToken cancellationToken)
    {
        var id = ++_lastId;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, true, cancellationToken);
        while (true)
        {
            var answer = await ReceiveAsync(cancellationToken);
            if ((int?)answer["id"] == id)
            {
                return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
            }
        }
    }

    private async Task<JsonObject> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        var received = JsonNode.Parse(message.ToArray())!.AsObject();
        if (received.ContainsKey("method"))
        {
            _events.Add(received);
        }

        return received;
    }
}
