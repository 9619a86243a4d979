namespace HigherSelf.Sync.Sandbox.Supabase;

/// <summary>
/// A folder of finished folders, shared by all processes of the user. A folder in it is complete or absent: it is made
/// under another name and renamed.
/// </summary>
internal sealed class SandboxCache
{
    private const string Unfinished = ".unfinished-";
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    private SandboxCache(string root) => Root = root;

    public string Root { get; }

    public static SandboxCache Locate(string? chosen)
    {
        chosen ??= Environment.GetEnvironmentVariable("HS_SANDBOX_CACHE");
        return new SandboxCache(Path.GetFullPath(chosen is { Length: > 0 } ? chosen : Path.Combine(CacheOfUser(), "higherself-sync")));
    }

    /// <summary>Lets <paramref name="make"/> fill the folder, unless it is there already.</summary>
    /// <exception cref="SandboxException">The cache cannot be written.</exception>
    public async Task AddAsync(string folder, Func<string, Task> make, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        try
        {
            using var turn = await TakeTurnAsync(time, cancellationToken).ConfigureAwait(false);
            if (!Directory.Exists(folder))
            {
                await MakeAsync(folder, make).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new SandboxException(
                $"The sandbox's cache {Root} cannot be written: {exception.Message} " +
                "Set HS_SANDBOX_CACHE to a folder that this account may write, with 300 MB free.",
                exception);
        }
    }

    private static async Task MakeAsync(string folder, Func<string, Task> make)
    {
        foreach (var leftover in Directory.GetDirectories(Path.GetDirectoryName(folder)!, $"*{Unfinished}*"))
        {
            Sweep(leftover); // Its maker was killed: nobody else is at work, for this is our turn.
        }

        var unfinished = $"{folder}{Unfinished}{Guid.NewGuid():N}";
        Directory.CreateDirectory(unfinished);
        try
        {
            await make(unfinished).ConfigureAwait(false);
            var made = new DirectoryInfo(unfinished);
            OpenToOtherAccounts([made, .. made.EnumerateFileSystemInfos("*", SearchOption.AllDirectories)]);
            Directory.Move(unfinished, folder);
        }
        catch
        {
            Sweep(unfinished);
            throw;
        }
    }

    private static void Sweep(string unfinished)
    {
        try
        {
            Directory.Delete(unfinished, recursive: true);
        }
        catch (IOException)
        {
            // The npm of a killed maker still writes. The next one sweeps again.
        }
    }

    /// <summary>One process at a time; the system gives the turn on when a process ends, however it ends.</summary>
    private async Task<FileStream> TakeTurnAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Root))
        {
            OpenToOtherAccounts([Directory.CreateDirectory(Root)]);
        }

        var path = Path.Combine(Root, "turn.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(Retry, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Root starts PostgreSQL under another account, which has to read and run what root installed.</summary>
    private static void OpenToOtherAccounts(IEnumerable<FileSystemInfo> entries)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        foreach (var entry in entries.Where(entry => entry.LinkTarget is null))
        {
            var mode = entry.UnixFileMode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            if (mode.HasFlag(UnixFileMode.UserExecute))
            {
                mode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            }

            entry.UnixFileMode = mode;
        }
    }

    private static string CacheOfUser()
    {
        if (OperatingSystem.IsWindows())
        {
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        }

        if (Environment.IsPrivilegedProcess)
        {
            return "/var/cache"; // Root's own folders are closed to the account that runs PostgreSQL.
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Path.Combine(home, ".cache");
    }
}
