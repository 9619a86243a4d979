using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>A sandbox ends with the process that started it, however that ends.</summary>
[Collection("Environment")]
public sealed partial class SandboxLifetimeTests
{
    [Theory]
    [InlineData("kill")]
    [InlineData("exit")]
    [InlineData("throw")]
    public async Task Nothing_of_a_sandbox_outlives_its_process(string end)
    {
        var temporary = Directory.CreateTempSubdirectory("hs-lifetime-");
        if (!OperatingSystem.IsWindows())
        {
            // The account that PostgreSQL runs under has to get in, when this one is root.
            temporary.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        }

        var host = Path.Combine(BuiltModule.Root, "artifacts", "bin", "HigherSelf.Sync.Host", new DirectoryInfo(AppContext.BaseDirectory).Name, "hs.dll");
        const string start = "$s = Start-HSSandbox -Empty; [Console]::WriteLine(\"$($s.NotionUrl) $($s.SupabaseUrl) $($s.GetSettings()['SUPABASE_DB_URL'])\");";
        var script = end switch
        {
            "kill" => $"{start} [Console]::In.ReadLine()",
            "exit" => $"{start} exit 3",
            _ => $"{start} throw 'an error'",
        };
        var info = new ProcessStartInfo("dotnet", [host, "-Command", script]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        info.Environment["TMPDIR"] = info.Environment["TEMP"] = info.Environment["TMP"] = temporary.FullName;
        using var process = Process.Start(info)!;
        var line = await process.StandardOutput.ReadLineAsync();
        var ports = Port().Matches(line ?? "").Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.True(ports.Count == 3, $"{line}\n{(line is null ? await process.StandardError.ReadToEndAsync() : "")}");
        if (end == "kill")
        {
            Assert.All(ports, port => Assert.True(IsOpen(port)));
            process.Kill();
        }

        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(end switch { "kill" => 137, "exit" => 3, _ => 1 }, process.ExitCode);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (ports.Any(IsOpen) || temporary.GetDirectories("higherself-*").Length > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }

        temporary.Delete(recursive: true);
    }

    [Fact]
    public void Two_sandboxes_run_side_by_side_and_each_is_stopped_by_itself()
    {
        using var shell = new Shell();
        var ports = shell.Get("$one = Start-HSSandbox -Empty -NoEnvironment; $two = Start-HSSandbox -Empty -NoEnvironment; $one.NotionUrl.Port; $one.SupabaseUrl.Port; $two.NotionUrl.Port; $two.SupabaseUrl.Port")
            .Select(p => (int)p.BaseObject).ToList();
        Assert.Equal(4, ports.Distinct().Count());
        Assert.Null(Environment.GetEnvironmentVariable("SUPABASE_API_KEY"));
        shell.Get("$one | Stop-HSSandbox");
        Assert.Equal([false, false, true, true], ports.Select(IsOpen));
        shell.Get("Stop-HSSandbox");
        Assert.DoesNotContain(ports, IsOpen);
    }

    private static bool IsOpen(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)")]
    private static partial Regex Port();
}
