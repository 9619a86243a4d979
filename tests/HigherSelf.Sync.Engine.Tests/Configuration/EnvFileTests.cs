using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Tests.Configuration;

public sealed class EnvFileTests : IDisposable
{
    private const string Id = "1f0c2d3e-4b5a-6978-8796-a5b4c3d2e1f0";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    // A name that is not there comes to the end, and a last line without an end gets one.
    [InlineData("", $"A={Id}\n")]
    [InlineData("X=1\n", $"X=1\nA={Id}\n")]
    [InlineData("X=1", $"X=1\nA={Id}\n")]
    [InlineData("X=1\r\n# B\r\n", $"X=1\r\n# B\r\nA={Id}\r\n")]
    [InlineData("AB=2\nBA=3\n#A=4\n", $"AB=2\nBA=3\n#A=4\nA={Id}\n")]
    // One that is there keeps its place, and everything around its value.
    [InlineData("A=\nX=1\n", $"A={Id}\nX=1\n")]
    [InlineData("A=old\r\nX=1\r\n", $"A={Id}\r\nX=1\r\n")]
    [InlineData("  export A = \"old one\"  # of ours\nX", $"  export A = {Id}  # of ours\nX")]
    [InlineData("A=   # to be filled\n", $"A=  {Id} # to be filled\n")]
    [InlineData("A=https://www.notion.so/old#part", $"A={Id}")]
    [InlineData("A=one two\nA=three\n", $"A={Id}\nA={Id}\n")]
    [InlineData("\u00EF\u00BB\u00BFA=old\n", $"\u00EF\u00BB\u00BFA={Id}\n")]
    // One that names the id already is left as it was written.
    [InlineData($"A={Id}", $"A={Id}")]
    [InlineData("A='1F0C2D3E4B5A69788796A5B4C3D2E1F0' # mine\n", "A='1F0C2D3E4B5A69788796A5B4C3D2E1F0' # mine\n")]
    [InlineData("A=https://www.notion.so/team/Tasks-1f0c2d3e4b5a69788796a5b4c3d2e1f0?v=2\n", "A=https://www.notion.so/team/Tasks-1f0c2d3e4b5a69788796a5b4c3d2e1f0?v=2\n")]
    public void An_id_is_set_and_everything_else_stays(string before, string expected)
    {
        var after = EnvFile.Set(before, [("A", Guid.Parse(Id))]);

        Assert.Equal(expected, after);
        Assert.Equal(expected, EnvFile.Set(after, [("A", Guid.Parse(Id))]));
    }

    [Fact]
    public async Task The_file_is_replaced_to_the_byte_keeps_its_mode_and_what_is_read_from_it_is_the_id()
    {
        var file = Path.Combine(_folder.FullName, ".env");
        byte[] other = [.. "PASSWORD=p\u00E9\n"u8, 0xFF, 0xC3, .. "\r\n# end\n"u8];
        await File.WriteAllBytesAsync(file, other, TestContext.Current.CancellationToken);
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }

        await EnvFile.WriteAsync(file, [("NOTION_TASKS_DB", Guid.Parse(Id))], TestContext.Current.CancellationToken);

        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(other, bytes[..other.Length]);
        Assert.Equal($"NOTION_TASKS_DB={Id}\r\n", System.Text.Encoding.ASCII.GetString(bytes[other.Length..]));
        Assert.Single(_folder.EnumerateFiles());
        Assert.Equal(Id, Settings.Find(new Dictionary<string, string>(), _ => null, _folder.FullName).Get("NOTION_TASKS_DB")!.Value);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(mode, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_new_file_is_for_its_owner_only()
    {
        var file = Path.Combine(_folder.FullName, "new.env");
        await EnvFile.WriteAsync(file, [("A", Guid.Parse(Id))], TestContext.Current.CancellationToken);

        Assert.Equal($"A={Id}\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_link_to_the_file_stays_a_link()
    {
        var file = Path.Combine(_folder.FullName, "real.env");
        await File.WriteAllTextAsync(file, "X=1\n", TestContext.Current.CancellationToken);
        var link = File.CreateSymbolicLink(Path.Combine(_folder.FullName, ".env"), file);

        await EnvFile.WriteAsync(link.FullName, [("A", Guid.Parse(Id))], TestContext.Current.CancellationToken);

        Assert.NotNull(new FileInfo(link.FullName).LinkTarget);
        Assert.Equal($"X=1\nA={Id}\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_cannot_be_written_is_told_by_name_and_stays_as_it_was()
    {
        Assert.Equal(ErrorId.FilePathInvalid, Assert.Throws<SyncException>(() => EnvFile.Check(_folder.FullName)).Id);
        Assert.Equal(ErrorId.FilePathInvalid, Assert.Throws<SyncException>(() => EnvFile.Check(Path.Combine(_folder.FullName, "no", ".env"))).Id);

        var file = Path.Combine(_folder.FullName, ".env");
        await File.WriteAllTextAsync(file, "X=1", System.Text.Encoding.Unicode, TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<SyncException>(() => EnvFile.WriteAsync(file, [("A", Guid.Parse(Id))], TestContext.Current.CancellationToken));
        Assert.Equal((ErrorId.FileNotWritten, file), (error.Id, error.Target));
        Assert.Equal("X=1", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }
}
