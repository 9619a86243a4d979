namespace HigherSelf.Sync.Sandbox.Supabase;

/// <summary>
/// A private Supabase project on this machine, for demonstrations, training and tests: a real PostgreSQL and, in front of
/// it, the Data API of @supabase/lite. It listens on the loopback interface alone, holds nothing but what is put into it,
/// and is gone, with all its processes and files, when it is disposed of or when this process ends in any way.
/// </summary>
/// <remarks>
/// As on a new hosted project, the roles anon, authenticated and service_role may do in schema public what a migration
/// grants and nothing else, and the role postgres is no superuser. DDL is noticed by the Data API within moments, as
/// there; <see cref="RefreshSchemaAsync"/> waits for it.
/// </remarks>
public sealed class OfflineSupabase : IAsyncDisposable
{
    private readonly StackProcess _stack;

    private OfflineSupabase(StackProcess stack, StackEvent ready)
    {
        _stack = stack;
        Url = ready.Url!;
        SecretKey = ready.SecretKey!;
        PublishableKey = ready.PublishableKey!;
        DatabaseUrl = ready.DatabaseUrl!;
        DataDirectory = ready.Directory!;
    }

    /// <summary>What users put into SUPABASE_URL, for example http://127.0.0.1:40123.</summary>
    public Uri Url { get; }

    /// <summary>The key that acts as service_role.</summary>
    public string SecretKey { get; }

    /// <summary>The key that acts as anon.</summary>
    public string PublishableKey { get; }

    /// <summary>What users put into SUPABASE_DB_URL: postgres://postgres:password@127.0.0.1:port/postgres.</summary>
    public string DatabaseUrl { get; }

    /// <summary>The same as <see cref="DatabaseUrl"/>, as Npgsql takes it.</summary>
    public string ConnectionString
    {
        get
        {
            var url = new Uri(DatabaseUrl);
            var account = url.UserInfo.Split(':');
            return $"Host={url.Host};Port={url.Port};Database={url.AbsolutePath[1..]};Username={account[0]};Password={account[1]}";
        }
    }

    /// <summary>The folder that holds all files of this run.</summary>
    internal string DataDirectory { get; }

    /// <summary>The process that everything else of this run hangs on.</summary>
    internal StackProcess Stack => _stack;

    /// <summary>Installs what is missing, once, and starts.</summary>
    /// <exception cref="SandboxException">Node.js, npm or PostgreSQL is missing, or one of the parts failed.</exception>
    public static async Task<OfflineSupabase> StartAsync(OfflineSupabaseOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var node = await NodeRuntime.FindAsync(options.Node, cancellationToken).ConfigureAwait(false);
        var script = await StackInstallation.EnsureAsync(node, options, cancellationToken).ConfigureAwait(false);
        var command = node.Command(script, options.TemporaryDirectory ?? Path.GetTempPath(), options.PostgresDirectory ?? "");
        var stack = StackProcess.Start(command, options.TimeProvider);
        try
        {
            return new OfflineSupabase(stack, await stack.ExpectAsync("ready", cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await stack.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes the Data API notice at once what has changed in the schema.</summary>
    public Task RefreshSchemaAsync() => _stack.SendAsync("refresh-schema", "schema-refreshed");

    /// <summary>
    /// Kills PostgreSQL as a power cut would. Requests under way lose their connection; later ones get 503 until
    /// <see cref="RestartPostgresAsync"/>.
    /// </summary>
    public Task KillPostgresAsync() => _stack.SendAsync("kill-postgres", "postgres-killed");

    /// <summary>Starts the killed PostgreSQL again, on the same data; every URL and key stays as it was.</summary>
    public Task RestartPostgresAsync() => _stack.SendAsync("start-postgres", "postgres-started");

    /// <summary>Stops everything and deletes every file; returns when nothing is left.</summary>
    public ValueTask DisposeAsync() => _stack.DisposeAsync();
}
