namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>What Update-HSSchema must not do, whatever people do to names, files and columns.</summary>
[Collection("Environment")]
public sealed class SchemaTrapTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-review-");

    private string Own => Path.Combine(_folder.FullName, "catalog");

    private string CatalogFile => Path.Combine(Own, "tasks.json");

    private static string Shipped => File.ReadAllText(Path.Combine(BuiltModule.Folder, "databases", "tasks.json"));

    // a column that the same run has taken into the catalog is not dropped by it.
    [Fact]
    public void A_column_is_not_dropped_while_its_property_is_in_Notion_and_comes_into_the_catalog_in_the_same_run()
    {
        Start();
        File.WriteAllText(CatalogFile, With("effort", "Effort", "number"));
        _shell.Get("$null = Update-HSSchema tasks; $sandbox.ExecuteSql(\"insert into public.tasks (task_name, effort) values ('one', 3)\"); $null = Sync-HSDatabase tasks");
        File.WriteAllText(CatalogFile, Shipped);

        var outcome = _shell.Run("Update-HSSchema tasks -AllowDrop -BackupPath ./before");

        Assert.True(File.ReadAllText(CatalogFile).Contains("\"effort\"", StringComparison.Ordinal) == Exists("effort"),
            $"catalog and table do not agree: {string.Join("; ", outcome.Output.Select(o => $"{o.Properties["Action"].Value} {o.Properties["Field"].Value}"))}; {string.Join("; ", outcome.Errors)} {outcome.Terminating}");
    }

    // a column of somebody else is not taken for that of a new property; the field gets another name (budget_2), or it is asked.
    [Fact]
    public void A_column_that_is_somebody_elses_keeps_its_values_when_a_property_of_its_name_is_added()
    {
        Start();
        _shell.Get(
            """
            $sandbox.ExecuteSql("alter table public.tasks add column budget numeric; insert into public.tasks (task_name, budget) values ('one', 42)")
            $null = Sync-HSDatabase tasks
            $page = $sandbox.GetPages('tasks')[0]
            $sandbox.SetProperty('tasks', 'Budget', 'number')
            $sandbox.SetValue($page, 'Budget', 7)
            $null = Test-HSSchema tasks | Where-Object { $_.Where -eq 'Notion' } | Update-HSSchema
            $null = Sync-HSDatabase tasks
            """);
        Holds("(select budget from public.tasks) = 42");
    }

    // the same; at least nothing is written to the catalog that set-up then refuses for ever.
    [Fact]
    public void A_column_of_another_type_that_is_somebody_elses_does_not_keep_a_property_of_its_name_out_and_set_up_goes_on_working()
    {
        Start();
        _shell.Get("$sandbox.ExecuteSql('alter table public.tasks add column budget text'); $sandbox.SetProperty('tasks', 'Budget', 'number')");
        _shell.Run("Update-HSSchema tasks");
        var after = _shell.Run("Initialize-HSSupabase");
        Assert.True(after.Terminating is null && after.Errors.Count == 0, $"{after.Terminating} {string.Join("; ", after.Errors)}");
    }

    // a property that was deleted in Notion and is made again, empty, is filled from the column (or asked about); it clears nothing.
    [Fact]
    public async Task A_property_that_was_deleted_and_is_made_again_does_not_clear_its_column()
    {
        Start();
        _shell.Get(
            """
            $sandbox.ExecuteSql("insert into public.tasks (task_name, notes) values ('one', 'a note'), ('two', 'another')")
            $null = Sync-HSDatabase tasks
            """);
        await RemoveAsync("Notes");
        _shell.Get("$null = Update-HSSchema tasks; $null = Sync-HSDatabase tasks -Full");
        Holds("(select count(notes) from public.tasks) = 2");
    }

    // the file that the database was read from is changed, whatever its name is.
    [Fact]
    public void A_catalog_file_of_another_name_than_its_table_is_changed_where_it_is()
    {
        Start();
        File.WriteAllText(Path.Combine(Own, "our-tasks.json"), Shipped);
        _shell.Get("$sandbox.SetProperty('tasks', 'Budget', 'number'); $null = Update-HSSchema tasks");
        var after = _shell.Run("Get-HSDatabase");
        Assert.True(after.Terminating is null && after.Errors.Count == 0, $"{after.Terminating} {string.Join("; ", after.Errors)}");
        Assert.Equal(16, after.Output.Count);
    }

    // a file that is there and was not read is not replaced unasked; and who writes into a folder that is not read is told so.
    [Fact]
    public void A_file_in_a_folder_that_is_not_read_is_not_replaced_unasked()
    {
        Start();
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "elsewhere"));
        var mine = With("mine", "Mine", "number");
        File.WriteAllText(Path.Combine(_folder.FullName, "elsewhere", "tasks.json"), mine);
        _shell.Get("$sandbox.SetProperty('tasks', 'Budget', 'number')");
        var outcome = _shell.Run("Update-HSSchema tasks -Path ./elsewhere");
        Assert.True(
            File.ReadAllText(Path.Combine(_folder.FullName, "elsewhere", "tasks.json")).Contains("\"Mine\"", StringComparison.Ordinal) || outcome.Warnings.Count > 0,
            $"the file lost what was in it, and nobody was told: {outcome.Terminating}");
    }

    // the field whose property is gone is missing; the one that bears its name now keeps its column.
    [Fact]
    public async Task A_property_that_takes_the_name_of_one_that_was_deleted_keeps_its_column_and_the_update_comes_to_an_end()
    {
        Start();
        _shell.Get(
            """
            $sandbox.ExecuteSql("insert into public.tasks (task_name, notes, description) values ('one', 'a note', 'a description')")
            $null = Sync-HSDatabase tasks
            """);
        await RemoveAsync("Description");
        _shell.Get("$sandbox.RenameProperty('tasks', 'Notes', 'Description')");
        var found = _shell.Get("Test-HSSchema tasks").Select(f => $"{f.Properties["Kind"].Value} {f.Properties["Field"].Value}").Order().ToArray();
        var outcome = _shell.Run("Update-HSSchema tasks");
        Assert.True(outcome.Terminating is null && outcome.Errors.Count == 0, $"[{string.Join(", ", found)}] {outcome.Terminating} {string.Join("; ", outcome.Errors)}");
        Assert.Equal(["Missing description", "Renamed notes"], found);
    }

    // two names that were swapped can be followed one by one, or the cmdlet says that both have to be.
    [Fact]
    public void Of_two_names_that_were_swapped_one_alone_is_not_an_invalid_catalog()
    {
        Start();
        _shell.Get(
            """
            $sandbox.RenameProperty('tasks', 'Notes', 'x')
            $sandbox.RenameProperty('tasks', 'Description', 'Notes')
            $sandbox.RenameProperty('tasks', 'x', 'Description')
            """);
        var outcome = _shell.Run("Test-HSSchema tasks | Where-Object Field -eq notes | Update-HSSchema");
        Assert.True(outcome.Terminating is null && outcome.Errors.Count == 0, $"{outcome.Terminating} {outcome.Terminating?.ErrorDetails?.RecommendedAction} {string.Join("; ", outcome.Errors)}");
    }

    // whichever end is named, the relation is made.
    [Theory]
    [InlineData("agents")]
    [InlineData("tasks")]
    public void A_two_way_relation_whose_ends_are_both_new_is_made_whichever_database_is_named(string named)
    {
        Start();
        File.WriteAllText(CatalogFile, With("helpers", "Helpers", "relation\", \"target\": \"agents"));
        var agents = File.ReadAllText(Path.Combine(BuiltModule.Folder, "databases", "agents.json"));
        var at = agents.LastIndexOf("\n  ]", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Own, "agents.json"), agents.Insert(at, ",\n    { \"column\": \"jobs\", \"property\": \"Jobs\", \"type\": \"relation\", \"target\": \"tasks\" }"));
        var outcome = _shell.Run($"Update-HSSchema {named}");
        var left = _shell.Get($"Test-HSSchema {named}").Select(f => $"{f.Properties["Detail"].Value}").ToArray();
        Assert.True(left.Length == 0, $"{string.Join("; ", left)} after [{string.Join("; ", outcome.Output.Select(o => $"{o.Properties["Action"].Value} {o.Properties["Field"].Value}"))}] {outcome.Terminating} {string.Join("; ", outcome.Errors)} warned {outcome.Warnings.Count}");
    }

    // what Update-HSSchema cannot do about a finding that it is given is told, by a warning or an error.
    [Fact]
    public void A_finding_about_which_nothing_can_be_done_is_answered()
    {
        Start();
        _shell.Get("$sandbox.ExecuteSql('alter table public.tasks alter column notes type varchar(500)')");
        var outcome = _shell.Run("Test-HSSchema tasks | Update-HSSchema");
        Assert.True(outcome.Warnings.Count + outcome.Errors.Count > 0 || outcome.Terminating is not null, "an error was given to it, and it ended in silence");
    }

    // nothing is taken away: bringing one field in is no reason to delete rows.
    [Fact]
    public void A_field_that_is_brought_in_deletes_no_rows()
    {
        Start();
        _shell.Get(
            """
            $sandbox.ExecuteSql("insert into public.tasks (task_name) values ('one'), ('two')")
            $null = Sync-HSDatabase tasks
            $sandbox.TrashPage('tasks', $sandbox.GetPages('tasks')[0])
            $sandbox.SetProperty('tasks', 'Budget', 'number')
            $null = Test-HSSchema tasks | Where-Object Kind -eq Extra | Update-HSSchema
            """);
        Holds("(select count(*) from public.tasks) = 2");
    }

    // whatever the title of a database in Notion holds, set-up runs none of it as SQL.
    [Fact]
    public void The_title_of_a_Notion_database_is_never_run_as_SQL()
    {
        Start();
        _shell.Get("$books = $sandbox.CreateDatabase(\"Books`ncreate table public.from_a_title (); --\", @{ Title = 'title'; 'Supabase ID' = 'rich_text' })");
        _shell.Run("$null = New-HSDatabase $books -Table books; $null = Initialize-HSSupabase");
        Holds("to_regclass('public.from_a_title') is null");
    }

    // what is missing and cannot be made through the API is told of, with what a person has to do (Initialize-HSNotion notes it).
    [Fact]
    public void A_property_of_a_type_that_only_a_person_can_make_is_told_of()
    {
        Start();
        File.WriteAllText(CatalogFile, With("total", "Total", "rollup"));
        var outcome = _shell.Run("Test-HSSchema tasks | Where-Object { $_.Where -eq 'Notion' } | Update-HSSchema");
        Assert.True(outcome.Warnings.Count + outcome.Errors.Count > 0 || outcome.Terminating is not null, "nothing was done about it, and nothing was said");
    }

    // a folder of backup that cannot be used is refused before anything is changed.
    [Fact]
    public void A_backup_folder_that_is_not_empty_is_refused_before_anything_is_changed()
    {
        Start();
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "before"));
        File.WriteAllText(Path.Combine(_folder.FullName, "before", "mine.txt"), "mine");
        _shell.Get("$sandbox.ExecuteSql('alter table public.tasks add column old text'); $sandbox.SetProperty('tasks', 'Budget', 'number')");
        Assert.NotNull(_shell.Run("Update-HSSchema tasks -AllowDrop -BackupPath ./before").Terminating);
        Assert.False(File.Exists(CatalogFile) || Exists("budget"), "the catalog and the table were changed, and the new column was not filled");
    }

    // findings that are piped three times are worked on once, and no other.
    [Fact]
    public void Two_properties_of_which_one_alone_is_piped_bring_one_field_and_the_other_stays_a_finding()
    {
        Start();
        _shell.Get("$sandbox.SetProperty('tasks', 'One', 'number'); $sandbox.SetProperty('tasks', 'Two', 'number')");
        _shell.Get("$f = Test-HSSchema tasks | Where-Object Field -eq One; $null = $f, $f, $f | Update-HSSchema");
        Assert.Equal(["Two"], _shell.Get("Test-HSSchema tasks").Select(f => (string)f.Properties["Field"].Value));
        Assert.True(Exists("one") && !Exists("two"));
    }

    // what a transform hides stays hidden: the field of a retyped property keeps the transform, or the cmdlet refuses and says why.
    [Fact]
    public async Task A_field_whose_values_are_masked_stays_masked_when_its_property_gets_another_type()
    {
        Start();
        File.WriteAllText(CatalogFile, Shipped.Replace("\"property\": \"Notes\", \"type\": \"rich_text\"", "\"property\": \"Notes\", \"type\": \"rich_text\", \"transform\": { \"toSupabase\": \"mask\" }", StringComparison.Ordinal));
        Assert.Contains("mask", File.ReadAllText(CatalogFile), StringComparison.Ordinal);
        _shell.Get(
            """
            $sandbox.ExecuteSql("insert into public.tasks (task_name) values ('one')")
            $null = Sync-HSDatabase tasks
            $page = $sandbox.GetPages('tasks')[0]
            $sandbox.SetProperty('tasks', 'Notes', 'email')
            """);
        await SendAsync($"pages/{_shell.Value<Guid>("$page")}", "{\"properties\":{\"Notes\":{\"email\":\"somebody.private@example.org\"}}}");
        _shell.Run("$null = Update-HSSchema tasks");
        Holds("not exists (select from public.tasks t where t::text like '%private@example.org%')");
    }

    // the same of a table that is bound: a renamed property is recognised by its id, and no second, empty one is made.
    [Fact]
    public void Set_up_of_Notion_makes_no_second_property_for_one_that_was_renamed()
    {
        Start();
        _shell.Get("$null = Sync-HSDatabase tasks; $sandbox.RenameProperty('tasks', 'Notes', 'Remarks'); $null = Initialize-HSNotion ($sandbox.CreatePage('Home')) -EnvFile ./ids.env -Confirm:$false");
        Assert.Equal(["Renamed notes"], _shell.Get("Test-HSSchema tasks").Select(f => $"{f.Properties["Kind"].Value} {f.Properties["Field"].Value}").Order());
    }

    // the table goes on being set up, whatever a property is named.
    [Fact]
    public void A_property_named_like_a_system_column_does_not_keep_set_up_from_working()
    {
        Start();
        _shell.Get("$sandbox.SetProperty('tasks', 'XMin', 'number')");
        _shell.Run("Update-HSSchema tasks");
        var after = _shell.Run("Initialize-HSSupabase");
        Assert.True(after.Terminating is null && after.Errors.Count == 0, $"{after.Terminating} {string.Join("; ", after.Errors)}");
    }

    // "Supabase ID" is known by its id, too: renamed, it is no property that is missing and another one that is new.
    [Fact]
    public void A_Supabase_ID_that_was_renamed_does_not_become_a_field()
    {
        Start();
        _shell.Get("$sandbox.ExecuteSql(\"insert into public.tasks (task_name) values ('one')\"); $null = Sync-HSDatabase tasks; $sandbox.RenameProperty('tasks', 'Supabase ID', 'Row')");
        var found = _shell.Get("Test-HSSchema tasks").Select(f => $"{f.Properties["Kind"].Value} {f.Properties["Field"].Value}").Order();
        Assert.Equal(["Renamed Supabase ID"], found);
    }

    // mending the security of a table does not wait for a catalog folder.
    [Fact]
    public void Row_level_security_is_switched_on_although_there_is_no_folder_for_catalog_files()
    {
        Start();
        _shell.Get("$sandbox.SetProperty('tasks', 'Budget', 'number'); $sandbox.ExecuteSql('alter table public.agents disable row level security')");
        Environment.SetEnvironmentVariable("HS_CATALOG", null);
        var outcome = _shell.Run("Update-HSSchema");
        Assert.True(_shell.Get("Test-HSSchema agents").Count == 0, $"row level security is still off: {outcome.Terminating}");
    }

    // a catalog that is in a folder that cannot be written leaves everything as it was.
    [Fact]
    public void A_file_that_cannot_be_written_is_told_of_by_name_and_nothing_else_is_changed()
    {
        Start();
        Directory.CreateDirectory(CatalogFile);
        _shell.Get("$sandbox.SetProperty('tasks', 'Budget', 'number'); $sandbox.SetProperty('agents', 'Budget', 'number')");
        var outcome = _shell.Run("Update-HSSchema");
        Assert.StartsWith("FileNotWritten", outcome.Terminating!.FullyQualifiedErrorId, StringComparison.Ordinal);
        Directory.Delete(CatalogFile);
        _shell.Get("$null = Update-HSSchema");
        Assert.Empty(_shell.Get("Test-HSSchema"));
    }

    public void Dispose()
    {
        _shell.Run("Stop-HSSandbox");
        Environment.SetEnvironmentVariable("HS_CATALOG", null);
        _shell.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string With(string column, string property, string type) =>
        Shipped.Replace("    { \"column\": \"status\",", $"    {{ \"column\": \"{column}\", \"property\": \"{property}\", \"type\": \"{type}\" }},\n    {{ \"column\": \"status\",", StringComparison.Ordinal);

    private bool Exists(string column) => _shell.Run(Checked($"exists (select from information_schema.columns where table_name = 'tasks' and column_name = '{column}')")) is { Terminating: null, Errors.Count: 0 };

    private void Holds(string condition) => _shell.Get(Checked(condition));

    private static string Checked(string condition) =>
        $"$sandbox.ExecuteSql(@'\ndo $$ begin if not coalesce({condition}, false) then raise exception 'it does not hold'; end if; end $$\n'@)";

    private async Task RemoveAsync(string property)
    {
        var database = await SendAsync($"databases/{Settings["NOTION_TASKS_DB"]}", null);
        await SendAsync($"data_sources/{database["data_sources"]![0]!["id"]}", $"{{\"properties\":{{\"{property}\":null}}}}");
    }

    private IReadOnlyDictionary<string, string> Settings => (IReadOnlyDictionary<string, string>)_shell.Get("$sandbox")[0].Methods["GetSettings"].Invoke();

    /// <summary>What the sandbox has no method for, through the API of its Notion.</summary>
    private async Task<System.Text.Json.Nodes.JsonNode> SendAsync(string path, string? body)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Patch, new Uri($"{Settings["NOTION_BASE_URL"].TrimEnd('/')}/v1/{path}"));
        request.Headers.Authorization = new("Bearer", Settings["NOTION_API_TOKEN"]);
        request.Headers.Add("Notion-Version", "2026-03-11");
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
        return System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    private void Start()
    {
        Environment.SetEnvironmentVariable("HS_CATALOG", Directory.CreateDirectory(Own).FullName);
        _shell.Get($"$null = $ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}'); $sandbox = Start-HSSandbox -Empty -RequestsPerMinute 100000; $null = Initialize-HSSupabase");
    }
}
