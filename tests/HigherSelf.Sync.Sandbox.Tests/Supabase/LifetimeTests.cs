using System.Diagnostics;
using System.Text.Json;
using HigherSelf.Sync.Sandbox.Supabase;
using Npgsql;

namespace HigherSelf.Sync.Sandbox.Tests.Supabase;

/// <summary>Whatever ends first, and in whatever way: nothing is left.</summary>
public sealed class LifetimeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>A parent that starts what it is told to, holds its input open, and passes its output on.</summary>
    private const string Parent = """
        const [program, ...args] = process.argv.slice(1);
        require('node:child_process').spawn(program, args, { stdio: ['pipe', 'inherit', 'inherit'] });
        """;

    private readonly Traces _traces = new();

    public void Dispose() => _traces.Dispose();

    [Fact]
    public async Task A_stopped_one_leaves_no_process_and_no_file()
    {
        await using (await StartAsync())
        {
            Assert.NotEmpty(_traces.Processes);
            Assert.NotEmpty(_traces.Files);
        }

        await _traces.AssertNoneAsync();
    }

    [Fact]
    public async Task A_stopped_one_whose_database_was_killed_leaves_no_shared_memory_either()
    {
        string id;
        await using (var supabase = await StartAsync())
        {
            var lockFile = await File.ReadAllLinesAsync(Path.Combine(supabase.DataDirectory, "data", "postmaster.pid"));
            id = lockFile[6].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            Assert.Contains(id, SharedMemory());
            await supabase.KillPostgresAsync();
        }

        await _traces.AssertNoneAsync();
        Assert.DoesNotContain(id, SharedMemory());

        static IEnumerable<string> SharedMemory() =>
            File.ReadLines("/proc/sysvipc/shm").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    [Fact]
    public async Task Two_run_side_by_side_and_one_ends_without_the_other()
    {
        await using var one = await StartAsync();
        await using (var other = await StartAsync())
        {
            Assert.NotEqual(one.Url, other.Url);
            Assert.NotEqual(one.SecretKey, other.SecretKey);
            await AssertAnswersAsync(other);
        }

        Assert.Single(_traces.Files);
        await AssertAnswersAsync(one);
    }

    [Fact]
    public async Task A_killed_supervisor_leaves_nothing()
    {
        await using var supabase = await StartAsync();

        Kill(supabase.Stack.Id);

        await supabase.Stack.Ended.WaitAsync(Limit);
        await _traces.AssertNoneAsync();
        var exception = await Assert.ThrowsAsync<SandboxException>(supabase.RefreshSchemaAsync);
        Assert.Contains("has ended unexpectedly", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_keeper_leaves_nothing()
    {
        await using var supabase = await StartAsync();

        Kill(ProcessOf("keeper.mjs"));

        await supabase.Stack.Ended.WaitAsync(Limit);
        await _traces.AssertNoneAsync();
    }

    [Fact]
    public async Task A_killed_parent_leaves_nothing()
    {
        using var parent = await StartParentAsync();
        var ready = await parent.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        Assert.Equal("ready", JsonSerializer.Deserialize<JsonElement>(ready!).GetProperty("event").GetString());

        parent.Kill();

        await EndOfOutputAsync(parent);
        await _traces.AssertNoneAsync();
    }

    [Fact]
    public async Task A_parent_killed_during_the_start_leaves_nothing()
    {
        using var parent = await StartParentAsync();
        await Eventually.TrueAsync(() => Runs("initdb"));

        parent.Kill();

        await EndOfOutputAsync(parent);
        await _traces.AssertNoneAsync();
    }

    [Fact]
    public async Task A_cancelled_start_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var start = StartAsync(cancellation.Token);
        await Eventually.TrueAsync(() => _traces.Files.Any());

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        await _traces.AssertNoneAsync();
    }

    [Fact]
    public async Task Interrupting_the_foreground_of_a_terminal_does_not_end_it()
    {
        await using var supabase = await StartAsync();

        foreach (var script in new[] { "stack.mjs", "keeper.mjs" })
        {
            using var kill = Process.Start("kill", ["-INT", $"{ProcessOf(script)}"]);
            await kill.WaitForExitAsync();
        }

        await AssertAnswersAsync(supabase);
    }

    private static async Task AssertAnswersAsync(OfflineSupabase supabase)
    {
        await supabase.RefreshSchemaAsync();
        await using var connection = new NpgsqlConnection(supabase.ConnectionString);
        await connection.OpenAsync();
    }

    private static async Task EndOfOutputAsync(Process process) =>
        await process.StandardOutput.ReadToEndAsync().WaitAsync(Limit);

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    private bool Runs(string program) =>
        _traces.Processes.Any(process => process.CommandLine.Contains(program, StringComparison.Ordinal));

    private int ProcessOf(string script) =>
        _traces.Processes.Single(process => process.CommandLine.Contains(script, StringComparison.Ordinal)).Id;

    private Task<OfflineSupabase> StartAsync(CancellationToken cancellationToken = default) =>
        OfflineSupabase.StartAsync(new OfflineSupabaseOptions { TemporaryDirectory = _traces.Folder }, cancellationToken);

    private async Task<Process> StartParentAsync()
    {
        var node = await NodeRuntime.FindAsync(null, TestContext.Current.CancellationToken);
        var script = await StackInstallation.EnsureAsync(node, new OfflineSupabaseOptions(), TestContext.Current.CancellationToken);
        var command = node.Command("-e", Parent, node.Executable, script, _traces.Folder);
        return Process.Start(command)!;
    }
}
