using System.Globalization;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.Configuration;

/// <summary>
/// Reads the settings that a command needs. What is missing is collected, so that one error names all of it at once; what cannot be used is an error by itself.
/// </summary>
/// <param name="settings">The settings.</param>
public sealed class SettingsReader(Settings settings)
{
    private readonly List<string> _missing = [];

    /// <summary>Token, address and budget of Notion. Only valid if <see cref="ThrowIfMissing"/> does not throw.</summary>
    public NotionOptions Notion() => new()
    {
        Token = new Secret(Required(SettingName.NotionToken)),
        BaseUrl = PublicUnlessNamed(SettingName.NotionUrl, NotionOptions.PublicUrl),
        RequestsPerMinute = NotionBudget(),
    };

    /// <summary>Address and key of Supabase. Only valid if <see cref="ThrowIfMissing"/> does not throw.</summary>
    public SupabaseOptions Supabase() => new()
    {
        Url = SupabaseUrl(),
        Key = new Secret(Required(SettingName.SupabaseKey, SettingName.SupabaseKeyOld)),
    };

    /// <summary>The requests that may be sent to Notion in any 60 seconds.</summary>
    public int NotionBudget()
    {
        if (settings.Get(SettingName.NotionBudget) is not { } budget)
        {
            return NotionOptions.SmallestBudget;
        }

        return int.TryParse(budget.Value, CultureInfo.InvariantCulture, out var requests) && requests > 0
            ? requests
            : throw new SyncException(ErrorId.ConfigurationInvalid, $"{budget.Name}: the value is no number of requests.",
                "Set 180, or 600 on a Business or Enterprise plan.", budget.Name);
    }

    /// <summary>The connection string of the database. Only valid if <see cref="ThrowIfMissing"/> does not throw.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: it is no such string, or that of another project than the rest of the settings.</exception>
    public Secret DatabaseUrl()
    {
        var url = new Secret(Required(SettingName.DatabaseUrl));
        if (url.Reveal().Length > 0 && Engine.Supabase.Schema.DatabaseUrl.ProjectOf(url) is { } project && Project() is { } other && project != other)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, $"{SettingName.DatabaseUrl} leads to the project {project}, and the other settings to {other}.",
                "Correct one of them.", SettingName.DatabaseUrl);
        }

        return url;
    }

    /// <summary>Address, token and project of the Management API. Only valid if <see cref="ThrowIfMissing"/> does not throw.</summary>
    public ManagementApiOptions ManagementApi() => new()
    {
        Url = PublicUnlessNamed(SettingName.ManagementUrl, ManagementApiOptions.PublicUrl),
        Token = new Secret(Required(SettingName.AccessToken)),
        Project = Project() ?? Required(SettingName.SupabaseProject),
    };

    /// <summary>The id of the Supabase project, as it is set or as the URL has it; null if neither tells.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: the two are of different projects.</exception>
    public string? Project()
    {
        var named = settings.Get(SettingName.SupabaseProject);
        if (settings.Get(SettingName.SupabaseUrl, SettingName.SupabaseProject) is not { Name: SettingName.SupabaseUrl } set)
        {
            return named?.Value;
        }

        var url = ProjectId.OfHost(Url(set).Host);
        return named is null || url is null || named.Value == url
            ? url ?? named?.Value
            : throw new SyncException(ErrorId.ConfigurationInvalid, $"{named.Name} is {named.Value}, and {set.Name} is that of {url}.",
                "Correct one of them, or take it out.", named.Name);
    }

    /// <summary>How migrations get into the database by what is set; null if nothing leads there, which <see cref="ThrowIfMissing"/> then tells.</summary>
    public MigrationWay? FindMigrationWay()
    {
        if (settings.Get(SettingName.DatabaseUrl) is not null)
        {
            return MigrationWay.Connection;
        }

        if (settings.Get(SettingName.AccessToken) is not null)
        {
            return MigrationWay.ManagementApi;
        }

        _missing.Add($"{SettingName.DatabaseUrl} or {SettingName.AccessToken}");
        return null;
    }

    /// <summary>The ids of Notion databases, by table. Only valid if <see cref="ThrowIfMissing"/> does not throw.</summary>
    public IReadOnlyDictionary<string, Guid> DatabaseIds(IEnumerable<Database> databases)
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var database in databases)
        {
            if (settings.Get(database.IdVariable) is { } setting)
            {
                ids[database.Table] = NotionId.Parse(setting.Name, setting.Value);
            }
            else
            {
                _missing.Add(database.IdVariable);
            }
        }

        return ids;
    }

    /// <summary>True if the token of Notion is set anywhere.</summary>
    public bool HasNotion => settings.Get(SettingName.NotionToken) is not null;

    /// <summary>True if address and key of Supabase are set anywhere.</summary>
    public bool HasSupabase => settings.Get(SettingName.SupabaseUrl, SettingName.SupabaseProject) is not null
        && settings.Get(SettingName.SupabaseKey, SettingName.SupabaseKeyOld) is not null;

    /// <summary>The databases whose id is set.</summary>
    public IReadOnlyList<Database> WithId(IEnumerable<Database> databases) => [.. databases.Where(d => settings.Get(d.IdVariable) is not null)];

    /// <summary>How much is printed and logged of what happens, for runs that nobody watches; null if that is not set.</summary>
    public StoryLevel? LogLevel()
    {
        if (settings.Get(SettingName.LogLevel) is not { } level)
        {
            return null;
        }

        return Enum.TryParse<StoryLevel>(level.Value, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) && !char.IsDigit(level.Value[0])
            ? parsed
            : throw new SyncException(ErrorId.ConfigurationInvalid, $"{level.Name}: the value is no level.", "Set DEBUG, INFO, WARNING or ERROR.", level.Name);
    }

    /// <summary>The file that the log is written to; null for none.</summary>
    /// <param name="currentFolder">What a relative path is relative to.</param>
    public string? LogFile(string currentFolder) => settings.Get(SettingName.LogFile) is { } file ? Path.GetFullPath(file.Value, currentFolder) : null;

    /// <summary>The folder with catalog files of the user's own; null for none.</summary>
    /// <param name="currentFolder">What a relative path is relative to.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: it is not there.</exception>
    public string? CatalogFolder(string currentFolder)
    {
        if (settings.Get(SettingName.CatalogFolder) is not { } setting)
        {
            return null;
        }

        var folder = Path.GetFullPath(setting.Value, currentFolder);
        return Directory.Exists(folder) ? folder : throw new SyncException(ErrorId.ConfigurationInvalid,
            $"{setting.Name}: there is no folder {folder}.", "Make it, or correct the setting; it is read in addition to the catalog that ships.", setting.Name);
    }

    /// <summary>
    /// True if scripts that catalog files name may run: not those of a catalog that a file .env names which nobody has asked for, because it lies in whatever folder
    /// is the current one.
    /// </summary>
    public bool MayRunCatalogScripts => settings.Get(SettingName.CatalogFolder) is not { IsFromDefaultFile: true };

    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationMissing"/>, naming everything that is missing.</exception>
    /// <param name="choice">What to decide first, where there is more than one way; a sentence.</param>
    public void ThrowIfMissing(string? choice = null)
    {
        if (_missing.Count > 0)
        {
            throw new SyncException(ErrorId.ConfigurationMissing,
                $"{(_missing.Count == 1 ? "This setting is" : $"These {_missing.Count} settings are")} missing: {string.Join(", ", _missing)}.",
                (choice is null ? "" : choice + " ")
                + "Set them as environment variables, or as NAME=value lines of a file .env in the current folder or of the file that -EnvFile names. "
                + "Start-HSSandbox sets all of them for a trial.",
                _missing[0]);
        }
    }

    private string Required(params ReadOnlySpan<string> names)
    {
        if (settings.Get(names) is { } setting)
        {
            return setting.Value;
        }

        _missing.Add(names[0]);
        return "";
    }

    /// <summary>The address of a service that is the same for everybody.</summary>
    private Uri PublicUnlessNamed(string name, Uri publicUrl)
    {
        if (settings.Get(name) is not { } url)
        {
            return publicUrl;
        }

        // A file that lies in some folder must not lead the token elsewhere.
        return url.IsFromDefaultFile ? throw NotFromThere(url) : Url(url);
    }

    private Uri SupabaseUrl()
    {
        if (settings.Get(SettingName.SupabaseUrl, SettingName.SupabaseProject) is not { } setting)
        {
            _missing.Add(SettingName.SupabaseUrl);
            return new Uri("https://missing.invalid");
        }

        return Url(setting.Name == SettingName.SupabaseProject ? setting with { Value = $"https://{setting.Value}.supabase.co" } : setting);
    }

    /// <summary>An address; without TLS only on this machine (R13).</summary>
    private static Uri Url(Setting setting)
    {
        if (!Uri.TryCreate(setting.Value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, $"{setting.Name}: the value is no URL.", "Set one that begins with https://.", setting.Name);
        }

        return url.Scheme == "https" || url.IsLoopback
            ? url
            : throw new SyncException(ErrorId.ConfigurationInvalid, $"{setting.Name}: {url.Host} would be reached without TLS.",
                "Set a URL that begins with https://; http:// is for this machine only.", setting.Name);
    }

    private static SyncException NotFromThere(Setting setting) =>
        new(ErrorId.ConfigurationInvalid, $"{setting.Name} is set in {setting.Source}, and is not taken from there.",
            "Set it as an environment variable, or name the file with -EnvFile; or take the line out.", setting.Name);
}
