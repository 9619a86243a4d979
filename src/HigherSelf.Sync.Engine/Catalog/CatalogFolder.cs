using System.Text;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>A folder that catalog files are written to.</summary>
/// <param name="path">The full path.</param>
public sealed class CatalogFolder(string path)
{
    private const string Schema = "database.schema.json";

    /// <summary>The file of a table.</summary>
    public string FileOf(string table) => Path.Combine(path, table + ".json");

    /// <summary>Tells before any work is done what would keep a file from being written.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.FilePathInvalid"/>: there is no such folder.</exception>
    public void Check()
    {
        if (!Directory.Exists(path))
        {
            throw new SyncException(ErrorId.FilePathInvalid, $"{path}: there is no such folder.", "Make it, or name another one with -Path.", path);
        }
    }

    /// <summary>The file that a database was read from, if it is in this folder; else the one of its table.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.FileExists"/>: there is such a file, and the database was not read from it.</exception>
    public string FileOf(Database database)
    {
        if (Path.GetDirectoryName(database.SourceFile) is { Length: > 0 } folder && Path.GetRelativePath(folder, path) == ".")
        {
            return database.SourceFile;
        }

        var file = FileOf(database.Table);
        return !File.Exists(file) ? file : throw new SyncException(ErrorId.FileExists, $"{file} is there already, and is not the file that {database.Table} was read from.",
            "Set HS_CATALOG to its folder, so that it is read; or take the file away, or name another folder with -Path.", file);
    }

    /// <summary>Writes the file of a table, and the JSON schema beside it, by which an editor completes it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="text">The text of the file.</param>
    /// <param name="shipped">The folder of the catalog that ships, which has the schema.</param>
    /// <param name="overwrite">True if a file that is there is replaced.</param>
    /// <param name="cancellationToken">Ends the writing; the file stays as it was.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.FileExists"/> or <see cref="ErrorId.FileNotWritten"/>.</exception>
    public Task WriteAsync(string table, string text, string shipped, bool overwrite, CancellationToken cancellationToken)
    {
        CheckFree(table, overwrite);
        return WriteFileAsync(FileOf(table), text, shipped, overwrite, cancellationToken);
    }

    /// <summary>The same for a file of this folder by its path.</summary>
    /// <param name="file">The path.</param>
    /// <param name="text">The text of the file.</param>
    /// <param name="shipped">The folder of the catalog that ships, which has the schema.</param>
    /// <param name="overwrite">True if a file that is there is replaced.</param>
    /// <param name="cancellationToken">Ends the writing; the file stays as it was.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.FileNotWritten"/>.</exception>
    public async Task WriteFileAsync(string file, string text, string shipped, bool overwrite, CancellationToken cancellationToken)
    {
        try
        {
            var schema = await File.ReadAllBytesAsync(Path.Combine(shipped, Schema), cancellationToken).ConfigureAwait(false);
            var beside = Path.Combine(path, Schema);
            var before = File.Exists(beside) ? await File.ReadAllBytesAsync(beside, cancellationToken).ConfigureAwait(false) : null;
            if (before is null || !schema.AsSpan().SequenceEqual(before))
            {
                await WholeFile.WriteAsync(beside, schema, overwrite: true, newMode: null, cancellationToken).ConfigureAwait(false);
            }

            await WholeFile.WriteAsync(file, Encoding.UTF8.GetBytes(text), overwrite, newMode: null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ErrorId.FileNotWritten, $"{file} could not be written: {e.Message}", "Mend that, or name another folder with -Path.", file, e);
        }
    }

    /// <summary>Refuses a table whose file is there and must stay.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.FileExists"/>.</exception>
    public void CheckFree(string table, bool overwrite)
    {
        if (!overwrite && File.Exists(FileOf(table)))
        {
            throw new SyncException(ErrorId.FileExists, $"{FileOf(table)} is there already.", "Give another -Table, or replace it with -Force.", FileOf(table));
        }
    }
}
