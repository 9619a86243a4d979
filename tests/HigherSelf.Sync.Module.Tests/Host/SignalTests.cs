namespace HigherSelf.Sync.Module.Tests.Host;

public class SignalTests
{
    public SignalTests()
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "The signals are sent on Linux only.");
        var ignored = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        var ignoresInterrupt = (Convert.ToInt64(ignored[7..].Trim(), 16) & 2) != 0;
        Assert.SkipWhen(ignoresInterrupt, "This run was started with Ctrl+C ignored, and hs inherits that.");
    }

    [Theory]
    [InlineData("INT", 130, "while ($true) { }")]
    [InlineData("TERM", 143, "while ($true) { }")]
    [InlineData("INT", 130, "Start-Sleep 600")]
    [InlineData("INT", 130, "& { /bin/sh -c 'echo working >&2; exec sleep 600' } | ForEach-Object { $_ }")]
    public async Task A_signal_stops_the_script_and_its_finally_blocks_run(string signal, int exitCode, string work)
    {
        await using var hs = Hs.Start(
            new HsOptions(),
            "-Command",
            $$"""
            try { [Console]::WriteLine('working'); {{work}}; [Console]::WriteLine('not reached') }
            finally { [Console]::WriteLine('cleaned') }
            """);
        await hs.Until("working");

        await hs.Signal(signal);
        var result = await hs.End();

        Assert.Equal((exitCode, "", "working cleaned"), (result.ExitCode, result.Error, string.Join(' ', result.Lines)));
    }

    [Fact]
    public async Task SIGTERM_reaches_a_native_command_and_what_a_finally_block_starts_is_left_alone()
    {
        await using var hs = Hs.Start(
            new HsOptions(),
            "-Command",
            "try { /bin/sh -c 'echo working; exec sleep 600' } finally { /bin/sh -c 'echo cleaning; sleep 0.2; echo cleaned' }");
        await hs.Until("working");

        await hs.Signal("TERM");
        var result = await hs.End();

        Assert.Equal((143, "working cleaning cleaned"), (result.ExitCode, string.Join(' ', result.Lines)));
    }

    [Fact]
    public async Task The_exit_code_of_a_signal_goes_before_that_of_the_script()
    {
        await using var hs = Hs.Start(
            new HsOptions(), "-Command", "[Console]::WriteLine('working'); try { while ($true) { } } finally { exit 5 }");
        await hs.Until("working");

        await hs.Signal("INT");

        Assert.Equal(130, (await hs.End()).ExitCode);
    }

    [Fact]
    public async Task A_second_signal_ends_hs_at_once()
    {
        await using var hs = Hs.Start(
            new HsOptions(),
            "-Command",
            "try { [Console]::WriteLine('working'); while ($true) { } } finally { [Console]::WriteLine('cleaning'); while ($true) { } }");
        await hs.Until("working");
        await hs.Signal("INT");
        await hs.Until("cleaning");

        await hs.Signal("INT");

        Assert.Equal(130, (await hs.End()).ExitCode);
    }
}
