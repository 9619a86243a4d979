using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>
/// The folder that a backup is written to. Files have names of their own until all of them are there; so what was there before stays whole until then, and
/// a folder without a manifest is known to hold no whole backup.
/// </summary>
internal sealed class BackupFolder
{
    private readonly List<BackupFile> _written = [];

    private BackupFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The files so far.</summary>
    public IReadOnlyList<BackupFile> Written => _written;

    /// <summary>Looks whether a backup may be written to a folder.</summary>
    /// <param name="path">The folder; it need not be there.</param>
    /// <param name="replace">True if a backup that is there may be replaced.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.BackupFolderTaken"/>: something else is in it, or a backup that may not be replaced.</exception>
    public static void Check(string path, bool replace)
    {
        if (File.Exists(path))
        {
            throw Taken(path, "this is a file.", "Name a folder.");
        }

        var there = Content(path);
        if (there.FirstOrDefault(n => !BackupNames.IsReplaceable(n) && !BackupNames.IsNotes(n)) is { } foreign)
        {
            throw Taken(path, $"'{foreign}' is in this folder, which is no part of a backup.", "Name a folder that is empty, or that holds nothing but a backup.");
        }

        if (there.Contains(BackupNames.Manifest))
        {
            // A manifest of something else is not ours to replace.
            BackupManifest.Read(System.IO.Path.Combine(path, BackupNames.Manifest));
        }

        if (there.Count > 0 && !replace)
        {
            var what = there.Contains(BackupNames.Manifest) ? "a backup" : "a backup that was not finished";
            throw Taken(path, $"{what} is in this folder.", "Name another folder, or add -Force to replace it.");
        }
    }

    /// <summary>Makes the folder ready, and takes away what an earlier backup has left unfinished.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.BackupFolderTaken"/>: the folder cannot be written to.</exception>
    public static BackupFolder Open(string path, bool replace)
    {
        Check(path, replace);
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, "catalog"));
            foreach (var left in Content(path).Where(n => n.EndsWith(BackupNames.Unfinished, StringComparison.Ordinal)))
            {
                File.Delete(System.IO.Path.Combine(path, left));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ErrorId.BackupFolderTaken, $"{path}: the folder cannot be written to: {e.Message}", "Name another folder.", path, e);
        }

        return new BackupFolder(path);
    }

    /// <summary>Writes a file of lines.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.BackupIncomplete"/>: it cannot be written; the disk is full, say.</exception>
    public async Task<BackupFile> WriteAsync(string name, Func<LineFile, Task> write, CancellationToken cancellationToken)
    {
        try
        {
            var file = new LineFile(PathOf(name + BackupNames.Unfinished));
            await using var ending = file.ConfigureAwait(false);
            await write(file).ConfigureAwait(false);
            var (lines, bytes, sha256) = await file.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return new BackupFile(name, lines, bytes, sha256);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(name, e);
        }
    }

    /// <summary>Makes files part of the backup.</summary>
    public void Keep(IEnumerable<BackupFile> files) => _written.AddRange(files);

    /// <summary>Takes away files that are no part of the backup after all.</summary>
    public void Drop(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            File.Delete(PathOf(name + BackupNames.Unfinished));
        }
    }

    /// <summary>Puts the backup in place of what was there: the old manifest goes first, the new one comes last.</summary>
    public async Task CompleteAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        var json = manifest.ToJson();
        await WriteAsync(BackupNames.Manifest, file => file.WriteRawAsync(json, cancellationToken), cancellationToken).ConfigureAwait(false);
        try
        {
            File.Delete(PathOf(BackupNames.Manifest));
            foreach (var old in Content(Path).Where(BackupNames.IsOfBackup))
            {
                File.Delete(PathOf(old));
            }

            foreach (var file in manifest.Files)
            {
                Finish(file.Name);
            }

            Finish(BackupNames.Manifest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(BackupNames.Manifest, e);
        }
    }

    private void Finish(string name) => File.Move(PathOf(name + BackupNames.Unfinished), PathOf(name), overwrite: true);

    private string PathOf(string name) => System.IO.Path.Combine(Path, name.Replace('/', System.IO.Path.DirectorySeparatorChar));

    private SyncException NotWritten(string name, Exception e) => new(ErrorId.BackupIncomplete,
        $"{PathOf(name)}: the file cannot be written, and the backup has no manifest: {e.Message}", "Make room, or name another folder.", Path, e);

    private static List<string> Content(string path) => !Directory.Exists(path) ? [] :
    [
        .. Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories)
            .Select(e => (Name: System.IO.Path.GetRelativePath(path, e).Replace(System.IO.Path.DirectorySeparatorChar, '/'), IsFolder: Directory.Exists(e)))
            .Where(e => !e.IsFolder || e.Name != "catalog")
            .Select(e => e.Name).Order(StringComparer.Ordinal),
    ];

    private static SyncException Taken(string path, string cause, string nextStep) => new(ErrorId.BackupFolderTaken, $"{path}: {cause}", nextStep, path);
}
