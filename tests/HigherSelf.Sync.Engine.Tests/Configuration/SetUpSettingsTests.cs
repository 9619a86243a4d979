using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.Tests.Configuration;

/// <summary>Which way set-up goes, and to which project.</summary>
public sealed class SetUpSettingsTests : IDisposable
{
    private const string Id = "abcdefghijklmnopqrst";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-set-up-");
    private readonly Dictionary<string, string> _environment = [];

    [Fact]
    public void A_connection_string_goes_before_a_token_and_neither_is_missing_by_name()
    {
        var reader = Reader();
        Assert.Null(reader.FindMigrationWay());
        var error = Assert.Throws<SyncException>(() => reader.ThrowIfMissing("Choose."));
        Assert.Equal(ErrorId.ConfigurationMissing, error.Id);
        Assert.Contains("SUPABASE_DB_URL or SUPABASE_ACCESS_TOKEN", error.Cause, StringComparison.Ordinal);
        Assert.StartsWith("Choose. Set them", error.NextStep, StringComparison.Ordinal);

        _environment["SUPABASE_ACCESS_TOKEN"] = "sbp_x";
        Assert.Equal(MigrationWay.ManagementApi, Reader().FindMigrationWay());
        _environment["SUPABASE_DB_URL"] = "postgres://u:p@127.0.0.1/x";
        Assert.Equal(MigrationWay.Connection, Reader().FindMigrationWay());
    }

    [Theory]
    [InlineData(null, $"https://{Id}.supabase.co", Id)]
    [InlineData(Id, null, Id)]
    [InlineData(Id, "http://127.0.0.1:54321", Id)]
    [InlineData(null, "https://data.example.com", null)]
    public void The_project_is_named_or_follows_from_the_url(string? named, string? url, string? project)
    {
        Set(named, url);
        Assert.Equal(project, Reader().Project());
    }

    [Fact]
    public void Two_projects_at_once_are_refused()
    {
        Set("another", $"https://{Id}.supabase.co");
        Assert.Equal((ErrorId.ConfigurationInvalid, "SUPABASE_PROJECT_ID"), Refused(r => r.Project()));

        Set(null, $"https://{Id}.supabase.co");
        _environment["SUPABASE_DB_URL"] = "postgres://postgres.another:hush@aws-0-x.pooler.supabase.com:5432/postgres";
        Assert.Equal((ErrorId.ConfigurationInvalid, "SUPABASE_DB_URL"), Refused(r => r.DatabaseUrl()));
        _environment["SUPABASE_DB_URL"] = $"postgres://postgres.{Id}:hush@aws-0-x.pooler.supabase.com:5432/postgres";
        Assert.NotNull(Reader().DatabaseUrl());
    }

    [Fact]
    public void The_token_goes_to_no_address_that_lies_in_some_folder_or_lacks_tls()
    {
        Set(Id, null);
        _environment["SUPABASE_ACCESS_TOKEN"] = "sbp_x";
        Assert.Equal(new Uri("https://api.supabase.com/"), Reader().ManagementApi().Url);
        File.WriteAllText(Path.Combine(_folder.FullName, ".env"), "SUPABASE_MANAGEMENT_URL=https://elsewhere.example.com\n");
        Assert.Equal((ErrorId.ConfigurationInvalid, "SUPABASE_MANAGEMENT_URL"), Refused(r => r.ManagementApi()));
        _environment["SUPABASE_MANAGEMENT_URL"] = "http://10.0.0.1";
        Assert.Equal((ErrorId.ConfigurationInvalid, "SUPABASE_MANAGEMENT_URL"), Refused(r => r.ManagementApi()));
        _environment["SUPABASE_MANAGEMENT_URL"] = "http://127.0.0.1:8080";
        Assert.Equal(Id, Reader().ManagementApi().Project);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private (ErrorId Id, string? Target) Refused(Func<SettingsReader, object?> read)
    {
        var error = Assert.Throws<SyncException>(() => read(Reader()));
        Assert.DoesNotContain("hush", error.ToString(), StringComparison.Ordinal);
        return (error.Id, error.Target);
    }

    private void Set(string? named, string? url)
    {
        _environment.Clear();
        foreach (var (name, value) in new[] { ("SUPABASE_PROJECT_ID", named), ("SUPABASE_URL", url) })
        {
            if (value is not null)
            {
                _environment[name] = value;
            }
        }
    }

    private SettingsReader Reader() => new(Settings.Find(new Dictionary<string, string>(), n => _environment.GetValueOrDefault(n), _folder.FullName));
}
