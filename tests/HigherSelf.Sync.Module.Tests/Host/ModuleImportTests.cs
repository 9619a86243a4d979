namespace HigherSelf.Sync.Module.Tests.Host;

public sealed class ModuleImportTests : IDisposable
{
    private readonly ScriptFolder _folder = new();

    [Fact]
    public async Task The_module_that_HS_MODULE_names_is_imported()
    {
        var manifest = Module("function Get-Greeting { 'hello' }");

        var result = await Run(manifest, "-Command", "Get-Greeting; (Get-Module HigherSelf.Sync).Version.ToString()");

        Assert.Equal(["hello", "3.2.1"], result.Lines);
    }

    [Fact]
    public async Task A_script_may_require_it() =>
        Assert.Equal(["ran"], (await Run(Module(""), _folder.Write("script.ps1", "#Requires -Modules HigherSelf.Sync\n'ran'"))).Lines);

    [Fact]
    public async Task Verbose_says_which_one_it_is()
    {
        var manifest = Module("");

        var result = await Run(manifest, "-Verbose", "-Command", "1");

        Assert.Equal($"VERBOSE: Importing {manifest}.", result.Error.TrimEnd());
    }

    [Fact]
    public async Task A_module_that_fails_to_import_is_70_and_nothing_runs()
    {
        var result = await Run(Module("throw 'broken build'"), "-Command", "'ran'");

        Assert.Equal((70, ""), (result.ExitCode, result.Output));
        Assert.Contains("broken build", result.ErrorText, StringComparison.Ordinal);
        Assert.Contains("cannot be imported", result.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_is_not_there_is_70()
    {
        var result = await Run(Path.Combine(_folder.Path, "missing.psd1"), "-Command", "'ran'");

        Assert.Equal((70, ""), (result.ExitCode, result.Output));
        Assert.Contains("missing.psd1", result.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoModule_leaves_it_out() =>
        Assert.Equal(["ran"], (await Run(Module("throw 'broken build'"), "-NoModule", "-Command", "'ran'")).Lines);

    public void Dispose() => _folder.Dispose();

    private static Task<HsResult> Run(string manifest, params string[] arguments) =>
        Hs.Run(new HsOptions { Switches = [], Environment = { ["HS_MODULE"] = manifest } }, arguments);

    private string Module(string text)
    {
        _folder.Write("HigherSelf.Sync.psm1", text);
        return _folder.Write("HigherSelf.Sync.psd1", "@{ RootModule = 'HigherSelf.Sync.psm1'; ModuleVersion = '3.2.1' }");
    }
}
