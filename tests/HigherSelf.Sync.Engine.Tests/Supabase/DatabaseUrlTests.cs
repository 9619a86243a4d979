using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase.Schema;
using Npgsql;

namespace HigherSelf.Sync.Engine.Tests.Supabase;

public sealed class DatabaseUrlTests
{
    [Fact]
    public void The_string_of_the_session_pooler_is_read_as_the_dashboard_shows_it()
    {
        var url = Parse("postgresql://postgres.abcdefghijklmnopqrst:p%40ss%2Fw@aws-1-eu-central-1.pooler.supabase.com:5432/postgres");
        Assert.Equal(
            ("aws-1-eu-central-1.pooler.supabase.com", 5432, "postgres.abcdefghijklmnopqrst", "p@ss/w", "postgres"),
            (url.Host, url.Port, url.Username, url.Password, url.Database));
        Assert.Equal((SslMode.Require, 0), (url.SslMode, url.MaxAutoPrepare));
    }

    [Theory]
    [InlineData("postgres://u:p@db.example.com/x", SslMode.Require)]
    [InlineData("postgres://u:p@db.example.com/x?sslmode=disable", SslMode.Require)]
    [InlineData("postgres://u:p@10.0.0.5/x?sslmode=prefer", SslMode.Require)]
    [InlineData("postgres://u:p@db.example.com/x?sslmode=verify-full", SslMode.VerifyFull)]
    [InlineData("postgres://u:p@localhost.example.com/x?sslmode=disable", SslMode.Require)]
    [InlineData("postgres://u:p@127.0.0.1/x", SslMode.Prefer)]
    [InlineData("postgres://u:p@[::1]:5433/x?sslmode=disable", SslMode.Disable)]
    public void Nothing_goes_beyond_this_machine_without_tls(string url, SslMode mode) => Assert.Equal(mode, Parse(url).SslMode);

    [Theory]
    [InlineData("postgres://postgres.abcdefghijklmnopqrst:p@aws-0-x.pooler.supabase.com:5432/postgres", "abcdefghijklmnopqrst")]
    [InlineData("postgres://postgres:p@db.abcdefghijklmnopqrst.supabase.co:5432/postgres", "abcdefghijklmnopqrst")]
    [InlineData("postgres://postgres:p@127.0.0.1:5432/postgres", null)]
    [InlineData("postgres://postgres:p@db.supabase.co.example.com:5432/postgres", null)]
    public void The_project_that_it_leads_to_is_known(string url, string? project) => Assert.Equal(project, DatabaseUrl.ProjectOf(new Secret(url)));

    [Theory]
    [InlineData("https://u:hush@example.com/x")]
    [InlineData("Host=example.com;Password=hush")]
    [InlineData("postgres://example.com/x?password=hush")]
    [InlineData("postgres://u:[YOUR-PASSWORD]@example.com/hush")]
    public void What_is_no_such_string_is_refused_without_repeating_it(string url)
    {
        var error = Assert.Throws<SyncException>(() => Parse(url));
        Assert.Equal((ErrorId.ConfigurationInvalid, "SUPABASE_DB_URL"), (error.Id, error.Target));
        Assert.DoesNotContain("hush", error.ToString(), StringComparison.Ordinal);
    }

    private static NpgsqlConnectionStringBuilder Parse(string url) => DatabaseUrl.Parse(new Secret(url));
}
