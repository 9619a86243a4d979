using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Tests.Configuration;

public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_environment_goes_before_the_file_whichever_name_is_used()
    {
        var options = Read("SUPABASE_API_KEY=from_file\nSUPABASE_URL=https://file.supabase.co\n", ("SUPABASE_KEY", "from_environment"), ("SUPABASE_PROJECT_ID", "environment"))
            .Supabase();
        Assert.Equal("https://environment.supabase.co/ from_environment", $"{options.Url} {options.Key.Reveal()}");
    }

    [Fact]
    public void White_space_around_a_value_is_none_of_it() =>
        Assert.Equal("token", Read("", ("NOTION_API_TOKEN", " token\r\n")).Notion().Token.Reveal());

    [Fact]
    public void A_line_break_in_a_value_is_refused_by_name_and_the_value_is_not_repeated()
    {
        var error = Assert.Throws<SyncException>(() => Read("", ("NOTION_API_TOKEN", "secret\nsecond")).Notion());
        Assert.Equal(ErrorId.ConfigurationInvalid, error.Id);
        Assert.Contains("NOTION_API_TOKEN", error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    [Theory]
    [InlineData("SUPABASE_URL")]
    [InlineData("NOTION_BASE_URL")]
    public void What_cannot_be_used_is_not_repeated_for_it_may_be_a_secret(string name)
    {
        var reader = Read("", (name, "sb_secret_1234"));
        var error = Assert.Throws<SyncException>(() => name == "SUPABASE_URL" ? (object)reader.Supabase() : reader.Notion());
        Assert.Contains(name, error.Message);
        Assert.DoesNotContain("sb_secret_1234", error.Message);
    }

    [Fact]
    public void A_file_that_nobody_named_cannot_lead_the_token_elsewhere()
    {
        var error = Assert.Throws<SyncException>(() => Read("NOTION_BASE_URL=https://example.com\n").Notion());
        Assert.Equal(ErrorId.ConfigurationInvalid, error.Id);
        Assert.Equal("https://example.com/", Read("NOTION_BASE_URL=https://example.com\n", ".env").Notion().BaseUrl.AbsoluteUri);
    }

    private SettingsReader Read(string file, params (string Name, string Value)[] environment) => Read(file, null, environment);

    private SettingsReader Read(string file, string? envFile, params (string Name, string Value)[] environment)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, ".env"), file);
        var variables = environment.ToDictionary(v => v.Name, v => v.Value);
        return new SettingsReader(Settings.Find(new Dictionary<string, string>(), n => variables.GetValueOrDefault(n), _folder.FullName, envFile));
    }
}
