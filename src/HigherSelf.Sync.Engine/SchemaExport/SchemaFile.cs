using System.Text;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.SchemaExport;

/// <summary>The file that a schema is written to.</summary>
/// <param name="path">The full path.</param>
/// <param name="noClobber">True if a file that is there must stay.</param>
public sealed class SchemaFile(string path, bool noClobber)
{
    /// <summary>The full path.</summary>
    public string Path { get; } = path;

    /// <summary>Tells what would keep it from being written.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.FilePathInvalid"/> or <see cref="ErrorId.FileExists"/>.</exception>
    public void Check()
    {
        if (Directory.Exists(Path) || !Directory.Exists(System.IO.Path.GetDirectoryName(Path)))
        {
            throw new SyncException(ErrorId.FilePathInvalid, Directory.Exists(Path) ? $"{Path} is a folder." : $"{Path}: there is no such folder.",
                "Name a file in a folder that is there.", Path);
        }

        if (noClobber && File.Exists(Path))
        {
            throw Exists(null);
        }
    }

    /// <summary>Writes it; it is there whole, or as it was before.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.FileExists"/> or <see cref="ErrorId.FileNotWritten"/>.</exception>
    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await WholeFile.WriteAsync(Path, Encoding.UTF8.GetBytes(text), overwrite: !noClobber, newMode: null, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (noClobber && File.Exists(Path))
        {
            throw Exists(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ErrorId.FileNotWritten, $"{Path} could not be written: {e.Message}", "Mend that, or name another file.", Path, e);
        }
    }

    private SyncException Exists(Exception? inner) =>
        new(ErrorId.FileExists, $"{Path} is there already, and -NoClobber keeps it.", "Name another file, or leave -NoClobber out.", Path, inner);
}
