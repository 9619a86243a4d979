using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase.Schema;
using Microsoft.Extensions.Time.Testing;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Migrations as files for the Supabase CLI.</summary>
public sealed class ScriptTests(RunningSupabase running) : IDisposable
{
    private readonly DirectoryInfo _project = Directory.CreateTempSubdirectory("hs-scripts-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 10, 59, 59, TimeSpan.Zero));

    private string Folder => Path.Combine(_project.FullName, "supabase", "migrations");

    [Fact]
    public async Task Files_that_a_plain_client_applies_give_the_same_database()
    {
        var migrations = Migrations.For(Pair.ShippedCatalog);
        await running.EmptyAsync();
        using var access = new SetUpAccess(running, MigrationWay.Connection);
        await access.Runner.ApplyAsync(migrations, default);
        var schema = await Schema.ReadAsync(running);

        await running.EmptyAsync();
        await WriteAsync(Pair.ShippedCatalog);
        foreach (var file in Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal))
        {
            await using var command = running.Sql.CreateCommand(await File.ReadAllTextAsync(file));
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal(schema, await Schema.ReadAsync(running));
        Assert.Empty(await access.Runner.FindMissingAsync(migrations, default));
        Assert.Empty(await access.Runner.ApplyAsync(migrations, default));
    }

    [Fact]
    public async Task Files_are_named_as_the_cli_wants_and_a_second_time_writes_none()
    {
        var catalog = SmallCatalog.Create();
        var migrations = Migrations.For(catalog);
        Assert.Equal(3, await WriteAsync(catalog));
        Assert.Equal(
            [$"20261122105959_{migrations[0].Name}.sql", $"20261122110000_{migrations[1].Name}.sql", $"20261122110001_{migrations[2].Name}.sql"],
            Files());
        var stamps = Directory.EnumerateFiles(Folder).Select(File.ReadAllText).ToList();

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await WriteAsync(catalog));
        Assert.Equal(stamps, Directory.EnumerateFiles(Folder).Select(File.ReadAllText));

        // Git may have turned the ends of lines.
        foreach (var file in Directory.EnumerateFiles(Folder))
        {
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\n", "\r\n", StringComparison.Ordinal));
        }

        Assert.Equal(0, await WriteAsync(catalog));
    }

    [Fact]
    public async Task What_has_changed_becomes_a_later_file_and_so_does_what_changes_back()
    {
        var first = SmallCatalog.Create();
        var second = SmallCatalog.Create(parentTarget: "items");
        await WriteAsync(first);
        Assert.Equal(1, await WriteAsync(second));
        Assert.Equal(1, await WriteAsync(first));
        Assert.Equal(0, await WriteAsync(first));
        Assert.Equal(
            [$"20261122110002_{Migrations.For(second)[1].Name}.sql", $"20261122110003_{Migrations.For(first)[1].Name}.sql"],
            Files()[3..]);
    }

    [Fact]
    public async Task Files_of_others_stay_and_come_before()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "20300101000000_mine.sql"), "select 1;");
        await WriteAsync(SmallCatalog.Create());
        Assert.Equal("20300101000000_mine.sql", Files()[0]);
        Assert.StartsWith("20300101000001_hs_sync_state_", Files()[1], StringComparison.Ordinal);
        Assert.Equal("select 1;", await File.ReadAllTextAsync(Path.Combine(Folder, Files()[0])));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_project.FullName, "supabase"), "a file");
        var error = await Assert.ThrowsAsync<SyncException>(() => WriteAsync(SmallCatalog.Create()));
        Assert.Equal((ErrorId.ScriptNotWritten, Folder), (error.Id, error.Target));
    }

    [Fact]
    public async Task No_file_holds_a_secret()
    {
        await WriteAsync(Pair.ShippedCatalog);
        var secrets = new[] { running.Supabase.SecretKey, new Uri(running.Supabase.DatabaseUrl).UserInfo.Split(':')[1] }.Select(s => new Secret(s));
        Assert.All(Directory.EnumerateFiles(Folder), f => Assert.DoesNotContain(secrets, s => File.ReadAllText(f).Contains(s.Reveal(), StringComparison.Ordinal)));
    }

    public void Dispose() => _project.Delete(recursive: true);

    /// <returns>How many files were written.</returns>
    private async Task<int> WriteAsync(DatabaseCatalog catalog)
    {
        var scripts = new MigrationScripts(_project.FullName, _time);
        var planned = scripts.Plan(Migrations.For(catalog)).Where(s => s.IsNew).ToList();
        foreach (var script in planned)
        {
            await scripts.WriteAsync(script, default);
        }

        return planned.Count;
    }

    private string[] Files() => [.. Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}
