using System.Management.Automation;

namespace HigherSelf.Sync.Module.Tests.Module;

[Collection("Environment")]
public sealed class SettingsTests : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-settings-");

    public SettingsTests()
    {
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith("NOTION_", StringComparison.Ordinal) || name.StartsWith("SUPABASE_", StringComparison.Ordinal) || name is "LOG_LEVEL" or "LOG_FILE")
            {
                Set(name, null);
            }
        }
    }

    [Fact]
    public void One_error_names_all_missing_settings_at_once_and_where_to_set_them()
    {
        using var shell = new Shell();
        var error = shell.Run($"$ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}'); Sync-HSDatabase").Terminating!;
        Assert.Equal("ConfigurationMissing,HigherSelf.Sync.Commands.SyncHSDatabaseCommand", error.FullyQualifiedErrorId);
        foreach (var name in new[] { "NOTION_API_TOKEN", "SUPABASE_URL", "SUPABASE_API_KEY", "NOTION_TASKS_DB", "NOTION_AGENT_REGISTRY_DB", ".env", "-EnvFile" })
        {
            Assert.Contains(name, error.ToString(), StringComparison.Ordinal);
        }

        Assert.Contains("19 settings are missing", error.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void Settings_come_from_the_environment_first_and_then_from_the_file()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "my.env"), "NOTION_TASKS_DB=not an id\nNOTION_API_TOKEN=x\n");
        using var shell = new Shell();
        Assert.True(shell.Value<bool>($"(Get-HSDatabase tasks -EnvFile '{_folder.FullName}/my.env').IsConfigured"));
        Assert.False(shell.Value<bool>("(Get-HSDatabase tasks).IsConfigured"));

        var script = $"Sync-HSDatabase tasks -EnvFile '{_folder.FullName}/my.env'";
        Assert.Equal("DatabaseIdInvalid", Id(shell.Run(script).Terminating));
        Set("NOTION_TASKS_DB", "1f0c2d3e4b5a69788796a5b4c3d2e1f0");
        Assert.Equal("ConfigurationMissing", Id(shell.Run(script).Terminating));
        Set("SUPABASE_KEY", "sb_secret_x");
        Set("SUPABASE_PROJECT_ID", "nowhere");
        Assert.DoesNotContain("SUPABASE", shell.Run("Sync-HSDatabase contacts_profiles").Terminating!.ToString().Split(" missing: ")[1].Split('.')[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_shows_every_setting_with_its_source_and_no_secret()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "my.env"), "SUPABASE_URL=https://x.supabase.co\nSUPABASE_API_KEY=sb_secret_of_the_file\nNOTION_API_TOKEN=secret:Work/Notion\n");
        Set("NOTION_TASKS_DB", "1f0c2d3e4b5a69788796a5b4c3d2e1f0");
        using var shell = new Shell();
        var settings = shell.Get($"Get-HSConfiguration -EnvFile '{_folder.FullName}/my.env'")
            .ToDictionary(s => (string)s.Properties["Name"].Value, s => ((string?)s.Properties["Value"].Value, (string)s.Properties["Source"].Value));

        var file = Path.Combine(_folder.FullName, "my.env");
        Assert.Equal(13 + 16, settings.Count);
        Assert.Equal(("https://x.supabase.co", file), settings["SUPABASE_URL"]);
        Assert.Equal(("***", file), settings["SUPABASE_API_KEY"]);
        Assert.Equal(("secret:Work/Notion", file), settings["NOTION_API_TOKEN"]);
        Assert.Equal(("1f0c2d3e4b5a69788796a5b4c3d2e1f0", "environment"), settings["NOTION_TASKS_DB"]);
        Assert.Equal(("180", "default"), settings["NOTION_REQUESTS_PER_MINUTE"]);
        Assert.Equal((null, "not set"), settings["SUPABASE_DB_URL"]);
        Assert.Equal(("***", "parameter"), shell.Get("Get-HSConfiguration *_API_TOKEN -NotionToken ([Net.NetworkCredential]::new('', 'ntn_given').SecurePassword)")
            .Select(s => ((string)s.Properties["Value"].Value, (string)s.Properties["Source"].Value)).Single());
    }

    [Fact]
    public void The_page_on_configuration_tells_of_every_setting()
    {
        using var shell = new Shell();
        var page = File.ReadAllText(Path.Combine(BuiltModule.Root, "docs", "configuration.md"));
        Assert.All(
            shell.Get("Get-HSConfiguration | Where-Object Name -NotLike 'NOTION_*_DB'").Select(s => (string)s.Properties["Name"].Value),
            name => Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_setting_may_name_a_secret_of_a_vault()
    {
        Set("SUPABASE_API_KEY", "secret:Work/Supabase Key");
        Set("NOTION_API_TOKEN", "secret:NotionToken");
        Set("SUPABASE_URL", "http://127.0.0.1:1");
        Set("NOTION_TASKS_DB", "1f0c2d3e4b5a69788796a5b4c3d2e1f0");
        using var shell = new Shell();
        var error = shell.Run("Sync-HSDatabase tasks").Terminating!;
        Assert.Equal("ConfigurationInvalid", Id(error));
        Assert.Contains("SecretManagement", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);

        shell.Get("function global:Get-Secret { param($Name, $Vault, [switch] $AsPlainText) if ($Name -eq 'gone') { throw 'no such secret' }; $global:asked += @(\"$Vault|$Name\"); 'sb_publishable_1234567890abcdef' }");
        Assert.Equal("SupabaseUnreachable", Id(shell.Run("Sync-HSDatabase tasks").Terminating));
        Assert.Equal(["|NotionToken", "Work|Supabase Key"], shell.Get("$global:asked").Select(a => a.ToString()));
        shell.Get("Get-HSDatabase; Get-HSConfiguration");
        Assert.Equal(2, shell.Value<int>("$global:asked.Count"));

        Set("SUPABASE_API_KEY", "secret:Work/gone");
        Assert.Contains("no such secret", shell.Run("Sync-HSDatabase tasks").Terminating!.ToString(), StringComparison.Ordinal);
        Set("SUPABASE_API_KEY", "secret:Work/");
        Assert.Equal("ConfigurationInvalid", Id(shell.Run("Sync-HSDatabase tasks").Terminating));
    }

    [Fact]
    public void A_file_that_is_named_must_be_there()
    {
        using var shell = new Shell();
        Assert.Equal("ConfigurationInvalid", Id(shell.Run("Get-HSDatabase -EnvFile /nowhere/at/all.env").Terminating));
    }

    [Theory]
    [InlineData("SUPABASE_URL", "http://example.com")]
    [InlineData("SUPABASE_URL", "example")]
    [InlineData("NOTION_BASE_URL", "http://10.0.0.1:80")]
    [InlineData("NOTION_REQUESTS_PER_MINUTE", "many")]
    [InlineData("LOG_LEVEL", "loud")]
    public void A_setting_that_cannot_be_used_is_refused_by_name(string name, string value)
    {
        Set("NOTION_API_TOKEN", "x");
        Set("SUPABASE_API_KEY", "sb_secret_x");
        Set("SUPABASE_URL", "https://x.supabase.co");
        Set("NOTION_TASKS_DB", "1f0c2d3e4b5a69788796a5b4c3d2e1f0");
        Set(name, value);
        using var shell = new Shell();
        var error = shell.Run("Sync-HSDatabase tasks").Terminating!;
        Assert.Equal("ConfigurationInvalid", Id(error));
        Assert.StartsWith(name, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_database_is_refused_with_those_that_there_are()
    {
        using var shell = new Shell();
        var error = shell.Run("Get-HSDatabase taks").Terminating!;
        Assert.Equal("DatabaseUnknown", Id(error));
        Assert.Equal("taks", error.TargetObject);
        Assert.Contains("tasks", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _folder.Delete(recursive: true);
    }

    private static string? Id(ErrorRecord? error) => error?.FullyQualifiedErrorId.Split(',')[0];

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
