using System.Text;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>A file that is there whole, or as it was before.</summary>
public static class ReportFile
{
    /// <summary>Tells before any work is done what would keep a report from being written.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="noClobber">True if a file that is there must stay.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.ReportPathInvalid"/> or <see cref="ErrorId.ReportExists"/>.</exception>
    public static void Check(string path, bool noClobber)
    {
        if (Directory.Exists(path))
        {
            throw new SyncException(ErrorId.ReportPathInvalid, $"{path} is a folder.", "Name a file in it.", path);
        }

        var folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder))
        {
            throw new SyncException(ErrorId.ReportPathInvalid, $"{path}: there is no folder {folder}.", "Make it, or name another one.", path);
        }

        if (noClobber && File.Exists(path))
        {
            throw Exists(path, null);
        }
    }

    /// <summary>Writes a text as UTF-8, beside the file first, and puts it into place then.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="text">The text.</param>
    /// <param name="noClobber">True if a file that is there must stay.</param>
    /// <param name="cancellationToken">Ends the writing; the file stays as it was.</param>
    /// <exception cref="SyncException">As <see cref="Check"/>, or <see cref="ErrorId.ReportNotWritten"/>.</exception>
    public static async Task WriteAsync(string path, string text, bool noClobber, CancellationToken cancellationToken)
    {
        Check(path, noClobber);
        try
        {
            await WholeFile.WriteAsync(path, Encoding.UTF8.GetBytes(text), overwrite: !noClobber, newMode: null, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (noClobber && File.Exists(path))
        {
            throw Exists(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ErrorId.ReportNotWritten, $"{path} could not be written: {e.Message}", "Mend that, or name another file.", path, e);
        }
    }

    private static SyncException Exists(string path, Exception? inner) =>
        new(ErrorId.ReportExists, $"{path} is there already, and -NoClobber keeps it.", "Name another file, or leave -NoClobber out.", path, inner);
}
