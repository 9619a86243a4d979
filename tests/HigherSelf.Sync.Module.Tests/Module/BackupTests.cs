namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>Backup-HSDatabase and Restore-HSDatabase on a sandbox.</summary>
[Collection("Environment")]
public sealed class BackupTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-backup-");

    [Fact]
    public void Records_that_were_wrecked_come_back_from_a_backup()
    {
        _shell.Get($"$ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}'); $sandbox = Start-HSSandbox -RequestsPerMinute 100000; $null = Initialize-HSSupabase; $null = Sync-HSDatabase");

        // -WhatIf tells of each database and writes no file.
        Assert.Empty(_shell.Run("Backup-HSDatabase -Path ./backup -WhatIf").Output);
        Assert.Empty(_folder.GetFileSystemInfos());

        var backups = _shell.Get("Backup-HSDatabase -Path ./backup");
        Assert.Equal(16, backups.Count);
        Assert.Equal(_shell.Value<int>("$sandbox.Pages"), backups.Sum(b => (int)b.Properties["Pages"].Value));
        Assert.Equal(_shell.Value<int>("$sandbox.Pages"), backups.Sum(b => (int)b.Properties["Rows"].Value));
        Assert.All(backups, b => Assert.Equal(Path.Combine(_folder.FullName, "backup"), b.Properties["Path"].Value));
        Assert.Equal(16 * 3 + 1, _folder.GetFiles("*", SearchOption.AllDirectories).Length);
        foreach (var secret in new[] { "NOTION_API_TOKEN", "SUPABASE_API_KEY", "SUPABASE_DB_URL" }.Select(n => Environment.GetEnvironmentVariable(n)!))
        {
            Assert.All(_folder.GetFiles("*", SearchOption.AllDirectories), f => Assert.DoesNotContain(secret, File.ReadAllText(f.FullName), StringComparison.Ordinal));
        }

        // It is not written over but with -Force; one side alone needs no settings of the other.
        Assert.Equal("BackupFolderTaken,HigherSelf.Sync.Commands.BackupHSDatabaseCommand", _shell.Run("Backup-HSDatabase tasks -Path ./backup").Terminating!.FullyQualifiedErrorId);
        var token = Environment.GetEnvironmentVariable("NOTION_API_TOKEN");
        Environment.SetEnvironmentVariable("NOTION_API_TOKEN", null);
        var rows = Assert.Single(_shell.Get("Backup-HSDatabase tasks -Path ./rows -Side Supabase; Backup-HSDatabase tasks -Path ./rows -Side Supabase -Force | Out-Null"));
        Assert.Null(rows.Properties["Pages"].Value);
        Environment.SetEnvironmentVariable("NOTION_API_TOKEN", token);
        Assert.Null(Assert.Single(_shell.Get("Backup-HSDatabase tasks -Path ./pages -Side Notion")).Properties["Rows"].Value);
        Assert.Equal("BackupIncomplete,HigherSelf.Sync.Commands.RestoreHSDatabaseCommand", _shell.Run("Restore-HSDatabase ./pages tasks -Confirm:$false").Terminating!.FullyQualifiedErrorId);

        // -WhatIf tells of each change and makes none.
        _shell.Get("$sandbox.ExecuteSql(\"delete from public.tasks where id in (select id from public.tasks order by id limit 3)\"); $sandbox.ExecuteSql(\"update public.agents set status = 'wrecked'\")");
        Assert.Empty(_shell.Run("Restore-HSDatabase ./backup -WhatIf").Output);
        Assert.Equal(2, _folder.GetDirectories("backup")[0].GetFiles("manifest.json").Length + _folder.GetDirectories("rows")[0].GetFiles("manifest.json").Length);
        Assert.Empty(_folder.GetFiles("restore-*", SearchOption.AllDirectories));

        var results = _shell.Get("Get-HSDatabase tasks, agents | ForEach-Object { Restore-HSDatabase ./backup $_.Name -Confirm:$false }");
        Assert.Equal(["agents", "tasks"], results.Select(r => (string)r.Properties["Database"].Value).Order());
        Assert.Equal(3, results.Sum(r => (int)r.Properties["Restored"].Value));
        Assert.Equal(0, results.Sum(r => (int)r.Properties["Failed"].Value));
        Assert.All(results, r => Assert.True(File.Exists((string)r.Properties["Notes"].Value)));
        Assert.Empty(_shell.Get("Compare-HSDatabase tasks, agents"));
        Assert.Equal(0, _shell.Get("Sync-HSDatabase tasks, agents").Sum(r => (int)r.Properties["Updated"].Value));

        // By pipeline, once for a folder.
        Assert.Equal(16, _shell.Get("Backup-HSDatabase -Path ./backup -Force | Restore-HSDatabase -Confirm:$false | Where-Object Failed -EQ 0").Count);

        // A damaged file is named, and nothing is written.
        File.AppendAllText(Path.Combine(_folder.FullName, "backup", "tasks.supabase.jsonl"), "{}\n");
        _shell.Get("$sandbox.ExecuteSql(\"delete from public.tasks\")");
        var damaged = _shell.Run("Restore-HSDatabase ./backup -Confirm:$false").Terminating!;
        Assert.Equal("BackupInvalid,HigherSelf.Sync.Commands.RestoreHSDatabaseCommand", damaged.FullyQualifiedErrorId);
        Assert.EndsWith("tasks.supabase.jsonl", (string)damaged.TargetObject, StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(_shell.Get("Backup-HSDatabase tasks -Path ./empty -Side Supabase")).Properties["Rows"].Value);
    }

    public void Dispose()
    {
        _shell.Run("Stop-HSSandbox");
        _shell.Dispose();
        _folder.Delete(recursive: true);
    }
}
