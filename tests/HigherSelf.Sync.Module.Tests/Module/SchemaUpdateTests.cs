namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>Test-HSSchema and Update-HSSchema: the person who adds a field in Notion has it in Supabase, without a developer.</summary>
[Collection("Environment")]
public sealed class SchemaUpdateTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-schema-");

    private string CatalogFile => Path.Combine(_folder.FullName, "catalog", "tasks.json");

    [Fact]
    public void What_was_added_renamed_and_retyped_in_Notion_comes_into_catalog_and_table_and_nothing_is_lost()
    {
        Start();
        _shell.Get(
            """
            $sandbox.ExecuteSql("insert into public.tasks (task_name, notes, status) values ('one', 'a note', 'Done')")
            $null = Sync-HSDatabase tasks
            $page = $sandbox.GetPages('tasks')[0]
            $sandbox.SetProperty('tasks', 'Budget (EUR)', 'number')
            $sandbox.SetValue($page, 'Budget (EUR)', 1250.5)
            $sandbox.RenameProperty('tasks', 'Notes', 'Remarks')
            $sandbox.SetProperty('tasks', 'Status', 'rich_text')
            $sandbox.SetValue($page, 'Status', 'nearly done')
            """);
        Assert.Equal(["Error TypeDiffers", "Info Extra", "Warning Renamed"], Findings());

        // Where the files go has to be said once.
        Environment.SetEnvironmentVariable("HS_CATALOG", null);
        Assert.Equal("ConfigurationMissing,HigherSelf.Sync.Commands.UpdateHSSchemaCommand", Assert.Single(_shell.Run("Update-HSSchema tasks").Errors).FullyQualifiedErrorId);
        Environment.SetEnvironmentVariable("HS_CATALOG", Path.GetDirectoryName(CatalogFile));

        // -WhatIf shows what would come into the catalog and the SQL, and writes nothing.
        var whatIf = _shell.Run("Update-HSSchema tasks -WhatIf");
        Assert.Empty(whatIf.Output);
        Assert.Contains(whatIf.Printed, l => l.Contains("add column if not exists \"budget_eur\" numeric", StringComparison.Ordinal));
        Assert.DoesNotContain(whatIf.Printed, l => l.Contains("\"task_name\"", StringComparison.Ordinal));
        Assert.False(File.Exists(CatalogFile));
        Assert.Equal(["Error TypeDiffers", "Info Extra", "Warning Renamed"], Findings());

        // One finding by pipeline, and nothing else: what else is wrong is told of as before.
        var one = _shell.Run("Test-HSSchema tasks | Where-Object Kind -eq Extra | Update-HSSchema");
        Assert.All(one.Errors, e => Assert.Equal("NotionPropertyTypeDiffers,HigherSelf.Sync.Commands.UpdateHSSchemaCommand", e.FullyQualifiedErrorId));
        var changes = one.Output;
        Assert.Equal(["Add field budget_eur", "Apply migration ", "Fill columns "], changes.Select(c => $"{c.Properties["Action"].Value} {c.Properties["Field"].Value}"));
        Holds("(select budget_eur from public.tasks) = 1250.5");
        Assert.Equal(["Error TypeDiffers", "Warning Renamed"], Findings());

        // The rest by name. The old column keeps what it had; the new one has what is in Notion now.
        _shell.Get("Update-HSSchema tasks");
        Assert.Empty(Findings());
        Holds("(select status || '/' || status_2 || '/' || notes from public.tasks) = 'Done/nearly done/a note'");
        Assert.Contains("{ \"column\": \"status\", \"columnType\": \"text\" }", File.ReadAllText(CatalogFile), StringComparison.Ordinal);
        Assert.Contains("\"property\": \"Remarks\"", File.ReadAllText(CatalogFile), StringComparison.Ordinal);
        Assert.Empty(_shell.Get("Compare-HSDatabase tasks"));
        Assert.Empty(_shell.Get("Update-HSSchema tasks"));

        // And both ways from now on.
        _shell.Get("$sandbox.ExecuteSql('update public.tasks set budget_eur = 7'); $null = Sync-HSDatabase tasks; $null = Sync-HSDatabase tasks -Full");
        Assert.Empty(_shell.Get("Compare-HSDatabase tasks"));
        Holds("(select budget_eur from public.tasks) = 7");
    }

    [Fact]
    public void A_field_that_is_added_to_the_catalog_becomes_a_property_and_a_column_and_one_that_goes_is_dropped_only_with_a_backup()
    {
        Start();
        _shell.Get("$sandbox.ExecuteSql(\"insert into public.tasks (task_name) values ('one')\"); $null = Sync-HSDatabase tasks");
        var file = File.ReadAllText(Path.Combine(BuiltModule.Folder, "databases", "tasks.json"));
        File.WriteAllText(CatalogFile, file.Replace("    { \"column\": \"status\",", "    { \"column\": \"effort\", \"property\": \"Effort\", \"type\": \"number\" },\n    { \"column\": \"status\",", StringComparison.Ordinal));
        Assert.Equal(["Error Missing", "Error Missing"], Findings());

        var changes = _shell.Get("Update-HSSchema tasks");
        Assert.Equal(["Add property Effort", "Apply migration ", "Fill columns "], changes.Select(c => $"{c.Properties["Action"].Value} {c.Properties["Field"].Value}"));
        Assert.Empty(Findings());
        _shell.Get("$sandbox.ExecuteSql('update public.tasks set effort = 3'); $null = Sync-HSDatabase tasks; $page = $sandbox.GetPages('tasks')[0]; $sandbox.EditPage('tasks', $page, @{ notes = 'n' }); $null = Sync-HSDatabase tasks");
        Holds("(select effort || notes from public.tasks) = '3n'");
        Assert.Empty(_shell.Get("Compare-HSDatabase tasks"));

        // The field goes: the column stays, and is dropped only if that is said, with a place for the rows.
        File.WriteAllText(CatalogFile, file);
        Assert.Equal(["Info Extra", "Info Extra"], Findings());
        _shell.Get("Test-HSSchema tasks | Where-Object Where -eq Supabase | Update-HSSchema");
        Holds("(select effort from public.tasks) = 3");
        Assert.Equal("ConfigurationInvalid,HigherSelf.Sync.Commands.UpdateHSSchemaCommand", _shell.Run("Update-HSSchema tasks -AllowDrop").Terminating!.FullyQualifiedErrorId);
        Assert.Empty(_shell.Run("Test-HSSchema tasks | Where-Object Where -eq Supabase | Update-HSSchema -AllowDrop -BackupPath ./before -WhatIf").Output);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "before")));
        var dropped = _shell.Get("Test-HSSchema tasks | Where-Object Where -eq Supabase | Update-HSSchema -AllowDrop -BackupPath ./before");
        Assert.Equal("Drop column effort", Assert.Single(dropped.Select(c => $"{c.Properties["Action"].Value} {c.Properties["Field"].Value}")));
        Holds("not exists (select from information_schema.columns where table_name = 'tasks' and column_name = 'effort')");
        Assert.Contains("\"effort\": 3", File.ReadAllText(Path.Combine(_folder.FullName, "before", "tasks.supabase.jsonl")).Replace("\":", "\": ", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("Succeeded", Assert.Single(_shell.Get("Sync-HSDatabase tasks -Full")).Properties["Status"].Value.ToString());
    }

    [Fact]
    public void What_set_up_made_and_somebody_has_damaged_is_mended_and_files_are_written_where_there_is_no_way_into_the_database()
    {
        Start();
        _shell.Get("$sandbox.ExecuteSql('drop trigger hs_sync_touch on public.tasks; alter table public.agents disable row level security')");
        Assert.Equal(["Error RowSecurityOff", "Error TriggerMissing"], _shell.Get("Test-HSSchema").Select(Told).Order());
        _shell.Get("Test-HSSchema | Update-HSSchema");
        Assert.Empty(_shell.Get("Test-HSSchema"));

        _shell.Get("$sandbox.SetProperty('tasks', 'Budget', 'number')");
        var written = _shell.Run("Update-HSSchema tasks -OutputPath .");
        Assert.Contains("supabase db push", Assert.Single(written.Warnings), StringComparison.Ordinal);
        Assert.Contains(written.Output, c => (string)c.Properties["Action"].Value == "Write migration");
        var text = string.Concat(Directory.GetFiles(Path.Combine(_folder.FullName, "supabase", "migrations")).Select(File.ReadAllText));
        Assert.Contains("add column if not exists \"budget\" numeric", text, StringComparison.Ordinal);
        Assert.Equal(["Error Missing"], Findings());
    }

    public void Dispose()
    {
        _shell.Run("Stop-HSSandbox");
        Environment.SetEnvironmentVariable("HS_CATALOG", null);
        _shell.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Told(System.Management.Automation.PSObject finding) => $"{finding.Properties["Severity"].Value} {finding.Properties["Kind"].Value}";

    private string[] Findings() => [.. _shell.Get("Test-HSSchema tasks").Select(Told).Order()];

    private void Holds(string condition) => _shell.Get(
        $"$sandbox.ExecuteSql(@'\ndo $$ begin if not coalesce({condition}, false) then raise exception 'it does not hold'; end if; end $$\n'@)");

    private void Start()
    {
        Environment.SetEnvironmentVariable("HS_CATALOG", Directory.CreateDirectory(Path.GetDirectoryName(CatalogFile)!).FullName);
        _shell.Get($"$null = $ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}'); $sandbox = Start-HSSandbox -Empty -RequestsPerMinute 100000; $null = Initialize-HSSupabase");
    }
}
