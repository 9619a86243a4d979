using HigherSelf.Sync.Engine.Backup;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Tests.Backup;

public sealed class BackupFolderTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hs-backup-");

    private string Folder => Path.Combine(_root.FullName, "backup");

    [Fact]
    public async Task The_manifest_has_lines_bytes_and_checksum_of_each_file()
    {
        await WriteAsync("{\"id\":\"00000000-0000-4000-8000-000000000001\",\"name\":\"ü\"}");
        var content = await BackupContent.OpenAsync(Folder, default);
        Assert.Equal(["catalog/tasks.json", "tasks.supabase.jsonl"], content.Manifest.Files.Select(f => f.Name));
        var rows = content.Manifest.Files[1];
        Assert.Equal((1, 58), (rows.Lines, rows.Bytes));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(PathOf("tasks.supabase.jsonl")))), rows.Sha256);
        Assert.Equal(["tasks"], content.Tables(Side.Supabase));
        Assert.Empty(content.Tables(Side.Notion));
        Assert.DoesNotContain(Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories), f => f.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tasks.supabase.jsonl", "SHA-256")]
    [InlineData("catalog/tasks.json", "SHA-256")]
    [InlineData("manifest.json", "manifest")]
    public async Task A_damaged_file_is_named(string file, string reason)
    {
        await WriteAsync("{\"id\":\"00000000-0000-4000-8000-000000000001\"}");
        var bytes = await File.ReadAllBytesAsync(PathOf(file));
        bytes[^2] ^= 1;
        await File.WriteAllBytesAsync(PathOf(file), bytes);
        var error = await Assert.ThrowsAsync<SyncException>(() => BackupContent.OpenAsync(Folder, default));
        Assert.Equal((ErrorId.BackupInvalid, PathOf(file)), (error.Id, error.Target));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_or_cut_short_is_named()
    {
        await WriteAsync("{\"id\":\"00000000-0000-4000-8000-000000000001\"}");
        await File.WriteAllTextAsync(PathOf("tasks.supabase.jsonl"), "{");
        Assert.Contains("has 1 bytes", (await Assert.ThrowsAsync<SyncException>(() => BackupContent.OpenAsync(Folder, default))).Message, StringComparison.Ordinal);
        File.Delete(PathOf("tasks.supabase.jsonl"));
        Assert.Contains("missing", (await Assert.ThrowsAsync<SyncException>(() => BackupContent.OpenAsync(Folder, default))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2", "format 2")]
    [InlineData("tasks.supabase.jsonl", "../outside.supabase.jsonl", "no manifest")]
    [InlineData("HigherSelf.Sync backup", "something else", "no manifest")]
    [InlineData("\"files\"", "\"others\"", "damaged")]
    public async Task A_manifest_of_another_kind_is_refused(string from, string to, string reason)
    {
        await WriteAsync("{}");
        await File.WriteAllTextAsync(PathOf("manifest.json"), (await File.ReadAllTextAsync(PathOf("manifest.json"))).Replace(from, to, StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<SyncException>(() => BackupContent.OpenAsync(Folder, default));
        Assert.Equal(ErrorId.BackupInvalid, error.Id);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Until_all_files_are_there_the_old_backup_is_whole_and_a_folder_without_one_is_known_to_be_unfinished()
    {
        var half = BackupFolder.Open(Folder, replace: false);
        half.Keep([await half.WriteAsync("tasks.supabase.jsonl", f => f.WriteLineAsync("{}", default), default)]);
        Assert.Contains("not finished", (await Assert.ThrowsAsync<SyncException>(() => BackupContent.OpenAsync(Folder, default))).Message, StringComparison.Ordinal);
        Assert.Contains("not finished", Assert.Throws<SyncException>(() => BackupFolder.Check(Folder, replace: false)).Message, StringComparison.Ordinal);

        await WriteAsync("{\"id\":\"00000000-0000-4000-8000-000000000001\"}", replace: true);
        var before = (await BackupContent.OpenAsync(Folder, default)).Manifest.Files;
        var next = BackupFolder.Open(Folder, replace: true);
        await next.WriteAsync("tasks.supabase.jsonl", f => f.WriteLineAsync("{}", default), default);
        Assert.Equal(before, (await BackupContent.OpenAsync(Folder, default)).Manifest.Files);
    }

    [Fact]
    public async Task A_backup_is_replaced_only_if_asked_and_nothing_else_ever()
    {
        await WriteAsync("{\"id\":\"00000000-0000-4000-8000-000000000001\"}");
        await File.WriteAllTextAsync(PathOf("restore-20260101T000000000Z.jsonl"), "notes");
        Assert.Equal(ErrorId.BackupFolderTaken, Assert.Throws<SyncException>(() => BackupFolder.Check(Folder, replace: false)).Id);
        await WriteAsync("{\"id\":\"00000000-0000-4000-8000-000000000002\"}", replace: true);
        Assert.Contains("000002", await File.ReadAllTextAsync(PathOf("tasks.supabase.jsonl")), StringComparison.Ordinal);
        Assert.Equal("notes", await File.ReadAllTextAsync(PathOf("restore-20260101T000000000Z.jsonl")));

        foreach (var foreign in new[] { "letter.txt", "catalog/own.txt", "photos/manifest.json" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(foreign))!);
            await File.WriteAllTextAsync(PathOf(foreign), "mine");
            var error = Assert.Throws<SyncException>(() => BackupFolder.Open(Folder, replace: true));
            Assert.Equal(ErrorId.BackupFolderTaken, error.Id);
            Assert.Contains(foreign.Split('/')[^1] == "manifest.json" ? "photos" : foreign, error.Message, StringComparison.Ordinal);
            File.Delete(PathOf(foreign));
            if (Path.GetDirectoryName(foreign) == "photos")
            {
                Directory.Delete(PathOf("photos"));
            }
        }

        await File.WriteAllTextAsync(PathOf("manifest.json"), "{\"name\": \"a web app\"}");
        Assert.Equal(ErrorId.BackupInvalid, Assert.Throws<SyncException>(() => BackupFolder.Open(Folder, replace: true)).Id);
        Assert.True(File.Exists(PathOf("tasks.supabase.jsonl")));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named()
    {
        var folder = BackupFolder.Open(Folder, replace: false);
        Directory.CreateDirectory(PathOf("tasks.supabase.jsonl.partial"));
        var error = await Assert.ThrowsAsync<SyncException>(() => folder.WriteAsync("tasks.supabase.jsonl", f => f.WriteLineAsync("{}", default), default));
        Assert.Equal(ErrorId.BackupIncomplete, error.Id);
        Assert.Contains(PathOf("tasks.supabase.jsonl"), error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(Folder, name);

    private async Task WriteAsync(string row, bool replace = false)
    {
        var folder = BackupFolder.Open(Folder, replace);
        folder.Keep(
        [
            await folder.WriteAsync("catalog/tasks.json", f => f.WriteRawAsync("{\n}\n"u8.ToArray(), default), default),
            await folder.WriteAsync("tasks.supabase.jsonl", f => f.WriteLineAsync(row, default), default),
        ]);
        await folder.CompleteAsync(
            new BackupManifest
            {
                Kind = BackupManifest.TheKind,
                Format = BackupManifest.TheFormat,
                Module = "0.1.0",
                StartedAt = DateTimeOffset.UnixEpoch,
                EndedAt = DateTimeOffset.UnixEpoch,
                Project = "example.supabase.co",
                Files = folder.Written,
            },
            default);
    }
}
