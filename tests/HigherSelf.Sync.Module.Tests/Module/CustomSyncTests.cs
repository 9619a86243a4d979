namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>Scripts and filters through the cmdlets, on a sandbox with a catalog of one's own.</summary>
[Collection("Environment")]
public sealed class CustomSyncTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly DirectoryInfo _catalog = Directory.CreateTempSubdirectory("hs-catalog-");

    public CustomSyncTests()
    {
        Write("items.json",
            """
            {"table":"items","title":"Items","model":"Item","group":"x","idVariable":"NOTION_ITEMS_DB","fields":[
              {"column":"name","property":"Name","type":"title"},
              {"column":"phone","property":"Phone","type":"phone_number","transform":{"toSupabase":"e164:49"}},
              {"column":"mail","property":"Mail","type":"email","transform":{"toSupabase":"mask"}},
              {"column":"notes","property":"Notes","type":"rich_text","transform":{"toSupabase":"scripts/initials.ps1"}},
              {"column":"price","property":"Price","type":"number","transform":{"toSupabase":"scripts/cents.ps1","toNotion":"scripts/euros.ps1"}},
              {"column":"done","property":"Done","type":"checkbox","transform":{"toSupabase":"scripts/not.ps1","toNotion":"scripts/not.ps1"}},
              {"column":"tags","property":"Tags","type":"multi_select","transform":{"toSupabase":"scripts/sorted.ps1"}}
            ]}
            """);
        Write("scripts/initials.ps1", "param([string] $Value) if ($Value -eq 'bad') { throw 'not this one' }; if ($Value -eq 'odd') { return [datetime]::UnixEpoch }; -join ($Value -split ' ' | ForEach-Object { $_[0] })");
        Write("scripts/cents.ps1", "{ param($Value) if ($null -ne $Value) { $Value * 100 } }");
        Write("scripts/euros.ps1", "param($Value) if ($null -ne $Value) { $Value / 100 }");
        Write("scripts/not.ps1", "param($Value) -not $Value");
        Write("scripts/sorted.ps1", "param($Value) if ($Value) { [string[]]$sorted = $Value; [array]::Sort($sorted); $sorted }");
        Environment.SetEnvironmentVariable("HS_CATALOG", _catalog.FullName);
    }

    [Fact]
    public void Scripts_change_values_both_ways_and_every_command_sees_the_same()
    {
        Begin();
        _shell.Get("$sandbox.EditPage('items', $page, @{ phone = '030 901820'; mail = 'anna@example.org'; notes = 'Ada Byron'; price = 1.25; done = $true; tags = @('b', 'a') })");
        Assert.Equal(["done", "mail", "notes", "phone", "price", "tags"], _shell.Get("Compare-HSDatabase items").Select(d => (string)d.Properties["Field"].Value).Order());
        Assert.Equal("Update row", Assert.Single(_shell.Get("Get-HSSyncPlan items")).Properties["Action"].Value);
        Assert.Equal(1, Assert.Single(_shell.Get("Sync-HSDatabase items")).Properties["Updated"].Value);
        Assert.Empty(_shell.Get("Compare-HSDatabase items"));
        Holds("(select count(*) from items where phone = '+4930901820' and mail = 'a***g' and notes = 'AB' and price = 125 and not done and tags = array['a', 'b']) = 1");

        // Back: a row's price is that of Notion times a hundred, and undoing gives what stood there.
        _shell.Get("$sandbox.ExecuteSql(\"update items set price = 450, notes = 'Charles Babbage', done = true where name = 'a'\")");
        var run = Assert.Single(_shell.Get("Sync-HSRecord items -NotionPageId $page")).Properties["RunId"].Value;
        Assert.Empty(_shell.Get("Compare-HSDatabase items"));
        Holds("(select count(*) from items where price = 450 and notes = 'CB' and done) = 1");
        _shell.Get($"Undo-HSSync {run}");
        Assert.Empty(_shell.Get("Compare-HSDatabase items"));
        Holds("(select count(*) from items where price = 125 and notes = 'AB' and not done) = 1");
        Holds("(select count(*) from hs_sync.links where extras ->> 'notes' = '\"Ada Byron\"') = 1");
        Assert.Equal(0, Assert.Single(_shell.Get("Watch-HSDatabase items -Every 0:0:1 -MaxCycles 1")).Properties["Updated"].Value);
    }

    [Fact]
    public void An_error_in_a_script_names_field_script_and_cause_and_the_rest_is_synced()
    {
        Begin();
        _shell.Get("$sandbox.EditPage('items', $page, @{ notes = 'bad'; price = 2 })");
        var bad = _shell.Run("Sync-HSDatabase items");
        Assert.Equal("Partial", Assert.Single(bad.Output).Properties["Status"].Value.ToString());
        Assert.Contains("Notes of 'a': the transform 'scripts/initials.ps1' cannot take it: not this one", Assert.Single(bad.Errors).ToString(), StringComparison.Ordinal);
        Holds("(select count(*) from items where notes is null and price = 200) = 1");

        _shell.Get("$sandbox.EditPage('items', $page, @{ notes = 'odd' })");
        Assert.Contains("the script gave DateTime; let it give text", Assert.Single(_shell.Run("Sync-HSDatabase items").Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_does_not_parse_is_an_error_of_the_catalog_with_its_line()
    {
        Write("scripts/not.ps1", "param($Value)\n{ -not $Value");
        var error = _shell.Run("Get-HSDatabase").Terminating!;
        Assert.Equal("CatalogInvalid,HigherSelf.Sync.Commands.GetHSDatabaseCommand", error.FullyQualifiedErrorId);
        Assert.Contains("not.ps1, line 2: Missing closing '}'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts_of_a_catalog_that_a_file_names_which_nobody_has_asked_for_do_not_run()
    {
        Environment.SetEnvironmentVariable("HS_CATALOG", null);
        File.WriteAllText(Path.Combine(_catalog.FullName, ".env"), $"HS_CATALOG={_catalog.FullName}");
        _shell.Get($"$null = $ExecutionContext.SessionState.Path.SetLocation('{_catalog.FullName}')");
        var refused = _shell.Run("Get-HSDatabase").Terminating!;
        Assert.Equal("CatalogInvalid,HigherSelf.Sync.Commands.GetHSDatabaseCommand", refused.FullyQualifiedErrorId);
        Assert.Contains("-EnvFile", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal("items", Assert.Single(_shell.Get("Get-HSDatabase items -EnvFile .env")).Properties["Name"].Value);

        // Without scripts it is a catalog like any other.
        Write("items.json", """{"table":"items","title":"Items","model":"Item","group":"x","idVariable":"NOTION_ITEMS_DB","fields":[{"column":"name","property":"Name","type":"title"}]}""");
        Assert.Equal("items", Assert.Single(_shell.Get("Get-HSDatabase items")).Properties["Name"].Value);
    }

    [Fact]
    public void A_filter_syncs_what_it_says_yes_to_and_sees_the_callers_variables()
    {
        Begin();
        _shell.Get("$sandbox.ExecuteSql(\"insert into items (name, price) values ('b', 500), ('c', 100)\")");
        Assert.Equal("b", Assert.Single(_shell.Get("$limit = 200; Get-HSSyncPlan items -Filter { $_.price -ge $limit }")).Properties["Title"].Value);
        Assert.Empty(_shell.Run("Sync-HSDatabase items -Filter { $_.price -ge $limit } -WhatIf").Output);
        Holds("(select count(*) from items where notion_page_id is null) = 2");

        var result = Assert.Single(_shell.Get("Sync-HSDatabase items -Filter { $_.price -ge $limit -and $_.Database -eq 'items' -and $_.SupabaseId }"));
        Assert.Equal((1, 0, 0), ((int)result.Properties["Created"].Value, (int)result.Properties["Updated"].Value, (int)result.Properties["Failed"].Value));
        Holds("(select name from items where notion_page_id is null) = 'c'");
        Holds("(select count(*) from hs_sync.dirty) = 1");
        Assert.Equal(1, Assert.Single(_shell.Get("Watch-HSDatabase items -Every 0:0:1 -MaxCycles 1 -Filter { $true }")).Properties["Created"].Value);
    }

    [Fact]
    public void An_error_in_a_filter_ends_the_command_and_names_it()
    {
        Begin();
        var failed = _shell.Run("Sync-HSDatabase items -Full -Filter { throw \"no $($_.name)\" }");
        Assert.Equal("FilterFailed,HigherSelf.Sync.Commands.SyncHSDatabaseCommand", failed.Terminating!.FullyQualifiedErrorId);
        Assert.Contains("an error at the record 'a' of items", failed.Terminating.ToString(), StringComparison.Ordinal);
        Assert.Contains("no a", failed.Terminating.ToString(), StringComparison.Ordinal);
        Assert.Empty(failed.Output);

        // The run has let go of the database.
        Assert.Equal("Succeeded", Assert.Single(_shell.Get("Sync-HSDatabase items")).Properties["Status"].Value.ToString());
    }

    public void Dispose()
    {
        _shell.Run("Stop-HSSandbox");
        Environment.SetEnvironmentVariable("HS_CATALOG", null);
        _shell.Dispose();
        _catalog.Delete(recursive: true);
    }

    /// <summary>A sandbox with one record, "a", on both sides.</summary>
    private void Begin()
    {
        _shell.Get("$sandbox = Start-HSSandbox -Empty -RequestsPerMinute 100000; $null = Initialize-HSSupabase");
        _shell.Get("$sandbox.ExecuteSql(\"insert into items (name) values ('a')\"); $null = Sync-HSDatabase items; $page = $sandbox.GetPages('items')[0]");
    }

    /// <summary>Checks a condition in the database, by SQL.</summary>
    private void Holds(string condition) => _shell.Get(
        $"$sandbox.ExecuteSql(@'\ndo $$ begin if not ({condition}) then raise exception 'it does not hold'; end if; end $$\n'@)");

    private void Write(string name, string content)
    {
        var path = Path.Combine(_catalog.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
