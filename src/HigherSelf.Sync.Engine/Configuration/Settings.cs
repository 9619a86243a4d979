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
    private readonly bool _isDefaultFile;
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);

    private Settings(
        IReadOnlyDictionary<string, string> parameters, Func<string, string?> environment, IDictionary<string, string> file, string fileName, bool isDefaultFile)
    {
        _isDefaultFile = isDefaultFile;
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
    /// <param name="isMadeLater">True if the command makes that file, so that it need not exist.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: the file is missing or cannot be read.</exception>
    public static Settings Find(
        IReadOnlyDictionary<string, string> parameters, Func<string, string?> environment, string currentFolder, string? envFile = null, bool isMadeLater = false)
    {
        var path = Path.GetFullPath(envFile ?? DefaultEnvFile, currentFolder);
        if (!File.Exists(path))
        {
            return envFile is null || isMadeLater
                ? new Settings(parameters, environment, new Dictionary<string, string>(), path, isDefaultFile: envFile is null)
                : throw new SyncException(ErrorId.ConfigurationInvalid, $"{path}: the file does not exist.", "Correct -EnvFile.", path);
        }

        try
        {
            // A password may hold a $, so nothing is expanded.
            var file = DotEnv.Read(new DotEnvOptions(
                ignoreExceptions: false, envFilePaths: [path], trimValues: true, supportExportSyntax: true, supportVariableExpansion: false));
            return new Settings(parameters, environment, file, path, envFile is null);
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, $"{path}: the file cannot be read: {WithoutValues(e)}",
                "Mend it; each line is NAME=value.", path, e is ArgumentException ? null : e);
        }
    }

    /// <summary>Reads the secrets that settings refer to, once, so that the settings hold their texts.</summary>
    /// <param name="names">The settings.</param>
    /// <param name="read">Gives the text of a secret.</param>
    public void ReadSecrets(IEnumerable<string> names, Func<Setting, SecretReference, string> read)
    {
        foreach (var name in names)
        {
            if (Find(name) is { } setting && SecretReference.Parse(setting) is { } reference)
            {
                _secrets[setting.Value] = read(setting, reference).Trim();
            }
        }
    }

    /// <summary>A setting as it stands; what refers to a secret is still the reference. Null if it is not set.</summary>
    public Setting? Find(params ReadOnlySpan<string> names)
    {
        foreach (var (source, find) in Sources())
        {
            foreach (var name in names)
            {
                if (find(name)?.Trim() is { Length: > 0 } value)
                {
                    return new Setting(name, value, source) { IsFromDefaultFile = source == _fileName && _isDefaultFile };
                }
            }
        }

        return null;
    }

    /// <summary>
    /// The first value that is set and not empty, with where it came from; null if there is none. A parameter goes before every environment variable, and
    /// that before the file, whichever of the names it has.
    /// </summary>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: the value has a control character in it.</exception>
    public Setting? Get(params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } found)
        {
            return null;
        }

        var setting = found with { Value = _secrets.GetValueOrDefault(found.Value, found.Value) };
        return setting.Value.Any(char.IsControl)
            ? throw new SyncException(ErrorId.ConfigurationInvalid, $"{setting.Name}: the value has a line break or another control character in it.",
                "Copy it again, as one line.", setting.Name)
            : setting;
    }

    private (string Source, Func<string, string?> Find)[] Sources() =>
    [
        ("parameter", _parameters.GetValueOrDefault),
        ("environment", _environment),
        (_fileName, name => _file.TryGetValue(name, out var line) ? line : null),
    ];

    /// <summary>The message of the parser without anything that may be a part of a value.</summary>
    private static string WithoutValues(Exception e) => e is ArgumentException ? "a quote is not closed, or a line is malformed." : e.Message;
}

/// <summary>A setting, and where it came from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; a secret among others, so it is never printed as a whole.</param>
/// <param name="Source">"parameter", "environment", or the path of the file.</param>
public sealed record Setting(string Name, string Value, string Source)
{
    /// <summary>True if it came from a file that nobody named.</summary>
    public bool IsFromDefaultFile { get; init; }

    /// <summary>The name only: the value may be a secret.</summary>
    public override string ToString() => Name;
}
