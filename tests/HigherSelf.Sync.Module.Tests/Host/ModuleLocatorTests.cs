using HigherSelf.Sync.Host;

namespace HigherSelf.Sync.Module.Tests.Host;

public sealed class ModuleLocatorTests : IDisposable
{
    private readonly ScriptFolder _folder = new();

    private string HostFolder => Path.Combine(_folder.Path, "repository", "artifacts", "bin", "hs");

    [Fact]
    public void A_named_manifest_is_taken_even_where_it_is_missing()
    {
        Module("repository/out", "1.0.0");

        Assert.Equal(Path.GetFullPath("/nowhere/x.psd1"), ModuleLocator.Find("/nowhere/x.psd1", HostFolder, modulePath: null));
    }

    [Fact]
    public void The_newest_build_in_a_folder_above_the_host_comes_first()
    {
        Module("repository/out", "0.9.0");
        var newest = Module("repository/out", "0.10.0");
        Module("installed", "2.0.0");

        Assert.Equal(newest, ModuleLocator.Find(named: null, HostFolder, Path.Combine(_folder.Path, "installed")));
    }

    [Fact]
    public void A_version_without_a_manifest_is_passed_over()
    {
        var built = Module("repository/out", "0.1.0");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "repository/out/HigherSelf.Sync/0.2.0"));

        Assert.Equal(built, ModuleLocator.Find(named: "", HostFolder, modulePath: null));
    }

    [Fact]
    public void Without_a_build_the_module_path_is_searched_in_its_order()
    {
        var first = Module("first", "1.0.0");
        Module("second", "2.0.0");
        var folders = new[] { "missing", "first", "second" }.Select(name => Path.Combine(_folder.Path, name));

        Assert.Equal(first, ModuleLocator.Find(named: null, HostFolder, string.Join(Path.PathSeparator, folders)));
    }

    [Fact]
    public void A_module_may_be_installed_without_a_folder_for_its_version()
    {
        var manifest = _folder.Write("installed/HigherSelf.Sync/HigherSelf.Sync.psd1", "@{}");

        Assert.Equal(manifest, ModuleLocator.Find(named: null, HostFolder, Path.Combine(_folder.Path, "installed")));
    }

    [Fact]
    public void There_may_be_none() => Assert.Null(ModuleLocator.Find(named: null, HostFolder, modulePath: ""));

    public void Dispose() => _folder.Dispose();

    private string Module(string modules, string version) =>
        _folder.Write(Path.Combine(modules, "HigherSelf.Sync", version, "HigherSelf.Sync.psd1"), "@{}");
}
