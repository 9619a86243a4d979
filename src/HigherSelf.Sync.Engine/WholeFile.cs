namespace HigherSelf.Sync.Engine;

/// <summary>Puts a file into place at once, so that nobody ever reads half of it.</summary>
internal static class WholeFile
{
    /// <summary>Owner only: a file of settings soon holds a secret.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the content beside the file first, and then moves it. A link stays a link, and a file that is replaced keeps its mode.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="overwrite">True if a file that is there is replaced.</param>
    /// <param name="newMode">Who may read and write a new file; null for what is usual.</param>
    /// <param name="cancellationToken">Ends the writing; the file stays as it was.</param>
    /// <exception cref="IOException">It cannot be written, or is there and must stay.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, bool overwrite, UnixFileMode? newMode, CancellationToken cancellationToken)
    {
        path = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        UnixFileMode? mode = OperatingSystem.IsWindows() ? null : File.Exists(path) ? File.GetUnixFileMode(path) : newMode;
        if (!OperatingSystem.IsWindows() && mode is not null)
        {
            options.UnixCreateMode = mode;
        }

        var beside = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            var stream = new FileStream(beside, options);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            }

            if (!OperatingSystem.IsWindows() && mode is not null)
            {
                // What the process masks out at the creation belongs to a file that is replaced all the same.
                File.SetUnixFileMode(beside, mode.Value);
            }

            File.Move(beside, path, overwrite);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
