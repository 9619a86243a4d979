using System.Diagnostics;
using System.Runtime.Versioning;
using HigherSelf.Sync.Sandbox.Supabase;
using Npgsql;

namespace HigherSelf.Sync.Sandbox.Tests.Supabase;

/// <summary>What is missing is named, with what to do about it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StartTests : IDisposable
{
    /// <summary>For all to read and to run: root runs PostgreSQL under another account.</summary>
    private const UnixFileMode OpenToAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-start-");

    public StartTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of these tests are shell scripts.");
        _folder.UnixFileMode = OpenToAll;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Without_Node_the_message_says_what_to_install_and_what_to_set()
    {
        var message = await MessageAsync(new OfflineSupabaseOptions { Node = "/no/such/node" });

        Assert.Contains("'/no/such/node' cannot be run", message, StringComparison.Ordinal);
        Assert.Contains("needs Node.js 20 or newer", message, StringComparison.Ordinal);
        Assert.Contains("HS_NODE", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_Node_is_named_with_its_version()
    {
        var message = await MessageAsync(new OfflineSupabaseOptions { Node = Script("node", "echo v18.20.8") });

        Assert.Contains("is v18.20.8. The offline Supabase needs Node.js 20 or newer", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_installation_shows_what_npm_said_and_leaves_nothing()
    {
        var cache = Path.Combine(_folder.FullName, "cache");
        Script("npm", "echo npm error code E401; exit 7");

        var message = await MessageAsync(new OfflineSupabaseOptions { Node = Script("node", "echo v20.0.0"), CacheDirectory = cache });

        Assert.Contains("failed with exit code 7", message, StringComparison.Ordinal);
        Assert.Contains("npm error code E401", message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(cache));
    }

    [Fact]
    public async Task A_missing_npm_is_named()
    {
        var node = Script("node", "echo v20.0.0");
        File.SetUnixFileMode(Script("npm", ""), UnixFileMode.UserRead);

        var message = await MessageAsync(new OfflineSupabaseOptions { Node = node, CacheDirectory = _folder.FullName });

        Assert.Contains("npm' cannot be run", message, StringComparison.Ordinal);
        Assert.Contains("comes with Node.js", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_named()
    {
        var file = Script("not-a-folder", "");

        var message = await MessageAsync(new OfflineSupabaseOptions { CacheDirectory = Path.Combine(file, "cache") });

        Assert.Contains($"{file}/cache cannot be written", message, StringComparison.Ordinal);
        Assert.Contains("HS_SANDBOX_CACHE", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_PostgreSQL_the_message_says_how_to_get_one()
    {
        var message = await MessageAsync(new OfflineSupabaseOptions { PostgresDirectory = _folder.FullName });

        Assert.Contains("No PostgreSQL was found that runs here", message, StringComparison.Ordinal);
        Assert.Contains("@embedded-postgres", message, StringComparison.Ordinal);
        Assert.Contains("pg_config --bindir", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_PostgreSQL_that_fails_shows_what_it_said()
    {
        Script("postgres", "echo 'postgres (PostgreSQL) 18.4'");
        Script("initdb", "echo 'initdb: error: out of luck'; exit 3");

        var message = await MessageAsync(new OfflineSupabaseOptions { PostgresDirectory = _folder.FullName });

        Assert.Contains("initdb failed (exit code 3)", message, StringComparison.Ordinal);
        Assert.Contains("out of luck", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_PostgreSQL_of_the_system_serves_as_well()
    {
        var directory = SystemPostgres();
        Assert.SkipUnless(File.Exists(Path.Combine(directory, "initdb")), "This machine has no PostgreSQL of its own.");

        await using var supabase = await OfflineSupabase.StartAsync(
            new OfflineSupabaseOptions { PostgresDirectory = directory }, TestContext.Current.CancellationToken);

        await using var connection = new NpgsqlConnection(supabase.ConnectionString);
        await connection.OpenAsync();
        await supabase.RefreshSchemaAsync();
    }

    [Fact]
    public async Task The_database_URL_is_what_users_put_into_SUPABASE_DB_URL()
    {
        await using var supabase = await OfflineSupabase.StartAsync(new OfflineSupabaseOptions(), TestContext.Current.CancellationToken);

        Assert.Matches(@"^postgres://postgres:[\w-]+@127\.0\.0\.1:\d+/postgres$", supabase.DatabaseUrl);
        Assert.Equal(("http", "127.0.0.1"), (supabase.Url.Scheme, supabase.Url.Host));
        Assert.StartsWith("sb_secret_", supabase.SecretKey, StringComparison.Ordinal);
        Assert.StartsWith("sb_publishable_", supabase.PublishableKey, StringComparison.Ordinal);
    }

    private static string SystemPostgres()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("pg_config", "--bindir") { RedirectStandardOutput = true })!;
            return process.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }

    private static async Task<string> MessageAsync(OfflineSupabaseOptions options)
    {
        var start = OfflineSupabase.StartAsync(options, TestContext.Current.CancellationToken);
        return (await Assert.ThrowsAsync<SandboxException>(() => start)).Message;
    }

    private string Script(string name, string commands)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{commands}\n");
        File.SetUnixFileMode(path, OpenToAll);
        return path;
    }
}
