namespace HigherSelf.Sync.Sandbox.Tests.Supabase;

/// <summary>A folder for one test, and what an offline Supabase left of itself: files in it, processes that are at work in it.</summary>
internal sealed class Traces : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-traces-");

    public Traces()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked up in /proc.");
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            _folder.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute; // for the account that runs PostgreSQL
        }
    }

    public string Folder => _folder.FullName;

    public IEnumerable<string> Files => _folder.EnumerateFileSystemInfos().Select(entry => entry.Name);

    /// <summary>Id and command line of each process that was started for the folder, or whose working folder is in it.</summary>
    public IReadOnlyList<(int Id, string CommandLine)> Processes =>
        [.. from process in Directory.EnumerateDirectories("/proc")
            let isProcess = int.TryParse(Path.GetFileName(process), out _)
            where isProcess
            let commandLine = Read(() => File.ReadAllText($"{process}/cmdline").Replace('\0', ' '))
            let workingFolder = Read(() => new DirectoryInfo($"{process}/cwd").LinkTarget)
            where $"{commandLine} {workingFolder}".Contains(Folder, StringComparison.Ordinal)
            select (int.Parse(Path.GetFileName(process)), commandLine)];

    /// <summary>Nothing is left, now or very soon: a process that has let go of everything may still need a moment to end.</summary>
    public async Task AssertNoneAsync()
    {
        await Eventually.TrueAsync(() => Processes.Count == 0);
        Assert.Empty(Files);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Read(Func<string?> read)
    {
        try
        {
            return read() ?? "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ""; // It has ended meanwhile, or is none of ours.
        }
    }
}
