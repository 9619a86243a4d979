using dotenv.net;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Configuration;

/// <summary>
/// The settings as they are found: parameters first, then environment variables, then an .env file. Where a value came from is kept.
/// </summary>
public sealed class Settings
{
    /// <summary>The file that is read when no other is named.</summary>
    public const string DefaultEnvFile = ".env";

    private readonly IReadOnlyDictionary<string, string> _parameters;
    private readonly Func<string, string?> _environment;
    private readonly IDictionary<string, string> _file;
    private readonly string _fileName;

    private Settings(IReadOnlyDictionary<string, string> parameters, Func<string, string?> environment, IDictionary<string, string> file, string fileName)
    {
        _parameters = parameters;
        _environment = environment;
        _file = file;
        _fileName = fileName;
    }

    /// <summary>Finds the settings.</summary>
    /// <param name="parameters">What was given with the command, by setting name.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="currentFolder">Where .env is looked for.</param>
    /// <param name="envFile">The file to read in its place; it must exist then.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: the file is missing or cannot be read.</exception>
    public static Settings Find(
        IReadOnlyDictionary<string, string> parameters, Func<string, string?> environment, string currentFolder, string? envFile = null)
    {
        var path = Path.GetFullPath(envFile ?? DefaultEnvFile, currentFolder);
        if (!File.Exists(path))
        {
            return envFile is null
                ? new Settings(parameters, environment, new Dictionary<string, string>(), path)
                : throw new SyncException(ErrorId.ConfigurationInvalid, $"{path}: the file does not exist.", "Correct -EnvFile.", path);
        }

        try
        {
            // A password may hold a $, so nothing is expanded.
            var file = DotEnv.Read(new DotEnvOptions(
                ignoreExceptions: false, envFilePaths: [path], trimValues: true, supportExportSyntax: true, supportVariableExpansion: false));
            return new Settings(parameters, environment, file, path);
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, $"{path}: the file cannot be read: {WithoutValues(e)}",
                "Mend it; each line is NAME=value.", path, e is ArgumentException ? null : e);
        }
    }

    /// <summary>The first value that is set and not empty, with where it came from; null if there is none.</summary>
    public Setting? Get(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Get(name) is { } setting)
            {
                return setting;
            }
        }

        return null;
    }

    private Setting? Get(string name)
    {
        if (_parameters.TryGetValue(name, out var given) && given.Length > 0)
        {
            return new Setting(name, given, "parameter");
        }

        if (_environment(name) is { Length: > 0 } variable)
        {
            return new Setting(name, variable, "environment");
        }

        return _file.TryGetValue(name, out var line) && line.Length > 0 ? new Setting(name, line, _fileName) : null;
    }

    /// <summary>The message of the parser without anything that may be a part of a value.</summary>
    private static string WithoutValues(Exception e) => e is ArgumentException ? "a quote is not closed, or a line is malformed." : e.Message;
}

/// <summary>A setting, and where it came from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; a secret among others, so it is never printed as a whole.</param>
/// <param name="Source">"parameter", "environment", or the path of the file.</param>
public sealed record Setting(string Name, string Value, string Source)
{
    /// <summary>The name only: the value may be a secret.</summary>
    public override string ToString() => Name;
}
