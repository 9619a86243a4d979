using System.Management.Automation;
using HigherSelf.Sync.Integration.Tests;

namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>Initialize-HSSupabase as its users meet it, on a sandbox.</summary>
[Collection("Environment")]
public sealed class SetUpTests : IDisposable
{
    private static readonly string[] Extra = ["SUPABASE_ACCESS_TOKEN", "SUPABASE_PROJECT_ID", "SUPABASE_MANAGEMENT_URL"];

    private readonly Shell _shell = new();
    private readonly TypingHost _person = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-set-up-");

    [Fact]
    public void The_ways_of_setting_up_and_a_reset_with_everything_that_guards_it()
    {
        _shell.Get("$sandbox = Start-HSSandbox -RequestsPerMinute 100000");

        // What would be run is shown, and nothing is changed.
        var whatIf = _shell.Run("Initialize-HSSupabase -WhatIf");
        Assert.Empty(whatIf.Output);
        Assert.Equal(3, whatIf.Printed.Count);
        Assert.Contains("create table if not exists public.\"tasks\"", whatIf.Printed[1], StringComparison.Ordinal);
        Assert.Equal(3, _shell.Get("Initialize-HSSupabase | Where-Object Applied").Count);
        Assert.Empty(_shell.Run("Initialize-HSSupabase -WhatIf").Printed);
        _shell.Get("Sync-HSDatabase tasks, agents");

        // A reset tells what would be lost, and does nothing unless somebody types the name or -Force says so.
        Assert.Equal(3, _shell.Run("Initialize-HSSupabase -Reset -WhatIf").Printed.Count);
        var refused = _shell.Run("Initialize-HSSupabase -Reset").Terminating!;
        Assert.Equal(("ResetNotConfirmed", "127.0.0.1"), (Id(refused), refused.TargetObject));
        Assert.Contains("-Force", refused.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Backup-HSDatabase", refused.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(0, Missing());
        using (var watched = new Shell(_person))
        {
            _person.Typed = "tasks";
            Assert.Equal("ResetNotConfirmed", Id(watched.Run("Initialize-HSSupabase -Reset").Terminating!));
            Assert.Contains("16 tables with 280 rows (agent_communication_patterns 0, agents 40,", _person.Asked, StringComparison.Ordinal);
            Assert.Equal(0, Missing());
            _person.Typed = "127.0.0.1";
            Assert.Equal(3, watched.Get("Initialize-HSSupabase -Reset | Where-Object Applied").Count);
            Assert.Equal(280, Missing());
            _person.Asked = "";
        }

        Assert.Equal(280, _shell.Get("Sync-HSDatabase tasks, agents").Sum(r => (int)r.Properties["Created"].Value));
        Assert.Equal(3, _shell.Get("Initialize-HSSupabase -Reset -Force | Where-Object Applied").Count);
        Assert.Equal((280, ""), (Missing(), _person.Asked));
        Assert.Equal(280, _shell.Get("Sync-HSDatabase tasks, agents").Sum(r => (int)r.Properties["Created"].Value));

        // As files: three, and none the second time.
        Assert.Equal([true, true, true], Written("-Via Script -OutputPath"));
        Assert.Equal([false, false, false], Written("-OutputPath"));
        Assert.Empty(_shell.Run($"Initialize-HSSupabase -Via Script -OutputPath '{_folder.FullName}/other' -WhatIf").Output);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "other")));
        Assert.Equal("ConfigurationInvalid", Id(_shell.Run("Initialize-HSSupabase -Via Script -Reset").Terminating!));
        Assert.Equal("ConfigurationInvalid", Id(_shell.Run("Initialize-HSSupabase -Via Connection -OutputPath .").Terminating!));

        // Through the Management API, without a connection string; the token is in nothing that is told.
        Environment.SetEnvironmentVariable("SUPABASE_DB_URL", null);
        var none = _shell.Run("Initialize-HSSupabase").Terminating!;
        Assert.Equal("ConfigurationMissing", Id(none));
        Assert.All(["-Via Connection", "-Via ManagementApi", "-Via Script"], w => Assert.Contains(w, none.ErrorDetails.RecommendedAction, StringComparison.Ordinal));
        using var api = new StubManagementApi(_ => Task.FromResult("""[{"answer":"[]"}]"""));
        Environment.SetEnvironmentVariable("SUPABASE_ACCESS_TOKEN", StubManagementApi.Token);
        Environment.SetEnvironmentVariable("SUPABASE_MANAGEMENT_URL", api.Url.ToString());
        Assert.Contains("SUPABASE_PROJECT_ID", _shell.Run("Initialize-HSSupabase").Terminating!.ToString(), StringComparison.Ordinal);
        Environment.SetEnvironmentVariable("SUPABASE_PROJECT_ID", StubManagementApi.Project);
        var managed = _shell.Run("Initialize-HSSupabase -Verbose -Debug");
        Assert.Null(managed.Terminating);
        Assert.Equal([false, false, false], managed.Output.Select(m => (bool)m.Properties["Applied"].Value));
        Assert.Contains(managed.Debug, d => d.StartsWith($"Supabase POST /v1/projects/{StubManagementApi.Project}/database/query 201", StringComparison.Ordinal));
        Assert.DoesNotContain(managed.Verbose.Concat(managed.Debug), l => l.Contains(StubManagementApi.Token, StringComparison.Ordinal));
        Assert.Equal("***", _shell.Value<string>("(Get-HSConfiguration SUPABASE_ACCESS_TOKEN).Value"));
        api.Answers.Enqueue(new StubAnswer(403, """{"message":"Forbidden resource"}"""));
        Assert.Equal("SupabaseForbidden", Id(_shell.Run("Initialize-HSSupabase").Terminating!));
        Assert.Empty(api.Complaints);
    }

    public void Dispose()
    {
        _shell.Run("Stop-HSSandbox");
        foreach (var name in Extra.Append("SUPABASE_DB_URL"))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        _folder.Delete(recursive: true);
        _shell.Dispose();
    }

    private static string Id(ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];

    private bool[] Written(string how) => [.. _shell.Get($"Initialize-HSSupabase {how} '{_folder.FullName}/project'").Select(m => (bool)m.Properties["Written"].Value)];

    /// <summary>How many records of the two databases have no row, or another one.</summary>
    private int Missing() => _shell.Get("Compare-HSDatabase tasks, agents").DistinctBy(d => d.Properties["Key"].Value).Count();
}
