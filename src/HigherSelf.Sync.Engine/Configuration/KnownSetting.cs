using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.Configuration;

/// <summary>A setting that the module reads.</summary>
/// <param name="Name">Its name, which is that of its environment variable.</param>
/// <param name="Description">What it is, for the user.</param>
/// <param name="Default">What is taken where it is not set; null if nothing is.</param>
/// <param name="IsSecret">True if its value is never shown.</param>
public sealed record KnownSetting(string Name, string Description, string? Default = null, bool IsSecret = false)
{
    private const string Masked = "***";

    /// <summary>Every setting, those of the databases last.</summary>
    public static IReadOnlyList<KnownSetting> Of(DatabaseCatalog catalog) =>
    [
        new(SettingName.NotionToken, "Token of the Notion integration; a parameter -NotionToken goes before it.", IsSecret: true),
        new(SettingName.NotionBudget, "Requests in 60 seconds that the Notion plan allows.", NotionOptions.SmallestBudget.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new(SettingName.NotionUrl, "Where Notion is; only a sandbox is elsewhere.", NotionOptions.PublicUrl.ToString()),
        new(SettingName.SupabaseUrl, "URL of the Supabase project."),
        new(SettingName.SupabaseProject, "Id of the Supabase project; gives the URL where that is not set."),
        new(SettingName.SupabaseKey, "Secret or service_role key; a parameter -SupabaseKey goes before it.", IsSecret: true),
        new(SettingName.SupabaseKeyOld, "The same, under its older name.", IsSecret: true),
        new(SettingName.DatabaseUrl, "Connection string of the database, for Initialize-HSSupabase.", IsSecret: true),
        new(SettingName.AccessToken, "Personal access token of Supabase, for Initialize-HSSupabase through the Management API.", IsSecret: true),
        new(SettingName.ManagementUrl, "Where the Management API is; only a test has it elsewhere.", ManagementApiOptions.PublicUrl.ToString()),
        new(SettingName.LogLevel, "What is printed and logged: DEBUG, INFO, WARNING or ERROR. Not set, nothing is printed, and INFO is logged."),
        new(SettingName.LogFile, "File that the log is written to, as JSON lines."),
        new(SettingName.CatalogFolder, "Folder with catalog files of your own, read in addition to the shipped ones."),
        .. catalog.Databases.Select(d => new KnownSetting(d.IdVariable, $"Id or URL of the Notion database {d.Title}.")),
    ];

    /// <summary>What the setting is now, and where that came from.</summary>
    public HSSetting Look(Settings settings) => settings.Find(Name) is not { } setting
        ? new HSSetting { Name = Name, Value = Default, Source = Default is null ? "not set" : "default", Description = Description }
        : new HSSetting
        {
            Name = Name,
            Value = IsSecret && SecretReference.Parse(setting) is null ? Masked : setting.Value,
            Source = setting.Source,
            Description = Description,
        };
}
