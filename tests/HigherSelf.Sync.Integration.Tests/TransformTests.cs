using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Engine.Transforms;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Transforms on the real parts: each side has its own form of a value, nothing is lost of either, and both come to rest.</summary>
public sealed class TransformTests(RunningSupabase running)
{
    [Fact]
    public async Task Each_side_has_its_own_form_of_a_value_and_the_next_cycle_writes_nothing()
    {
        await using var pair = await CreateAsync();
        var page = Make(pair, "  Anna  ", code: "AbC", mail: "anna@example.org", price: 1.5m);
        await pair.SyncBothAsync();
        Assert.Equal("Anna|abc|a***g|150", await RowAsync(pair, page));
        await IsQuietAsync(pair);

        // A program edits the row: what it writes has the form of Notion there, and comes back in that of Supabase.
        await pair.ExecuteAsync("update public.items set notes = '  Berta ', code = 'XyZ', price = 275, mail = 'somebody@else.org'");
        await pair.SyncBothAsync();
        await pair.SyncBothAsync(r => r with { Full = true });
        Assert.Equal("Berta|xyz|a***g|275", await RowAsync(pair, page));
        Assert.Equal("  Berta ", TextOf(pair, page, "Notes"));
        Assert.Equal("XyZ", TextOf(pair, page, "Code"));
        Assert.Equal("anna@example.org", pair.Notion.Workspace.ReadValue(page, "Mail")!.GetValue<string>());
        Assert.Equal(2.75m, pair.Notion.Workspace.ReadValue(page, "Price")!.GetValue<decimal>());
        await IsQuietAsync(pair);

        // A new row, too.
        await pair.ExecuteAsync("insert into public.items (name, notes, code, price) values ('new', ' n ', 'NEW', 100)");
        await pair.SyncBothAsync();
        Assert.Equal(" n ", TextOf(pair, Guid.Parse(await pair.ScalarAsync<string>("select notion_page_id from public.items where name = 'new'")), "Notes"));
        Assert.Equal("n|new", await pair.ScalarAsync<string>("select concat_ws('|', notes, code) from public.items where name = 'new'"));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task A_field_that_is_hidden_is_nowhere_in_Supabase()
    {
        await using var pair = await CreateAsync();
        var page = Make(pair, "n", mail: "first@secret.example");
        await pair.SyncBothAsync();
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Mail"] = NotionValue.Email("again@secret.example") });
        await pair.ExecuteAsync("update public.items set mail = 'x', notes = 'edited'");
        await pair.SyncBothAsync(r => r with { Full = true });
        await pair.SyncBothAsync(r => r with { Full = true });

        Assert.Equal("a***e", await pair.ScalarAsync<string>("select mail from public.items"));
        Assert.Equal("again@secret.example", pair.Notion.Workspace.ReadValue(page, "Mail")!.GetValue<string>());
        var everything = await pair.ScalarAsync<string>(
            "select (select string_agg(t::text, ' ') from public.items t) || (select string_agg(t::text, ' ') from hs_sync.links t) || (select string_agg(t::text, ' ') from hs_sync.journal t) || (select string_agg(t::text, ' ') from hs_sync.exchanges t)");
        Assert.DoesNotContain("secret", everything, StringComparison.Ordinal);
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task R2_What_stood_in_Notion_is_in_the_journal_and_comes_back_to_the_letter()
    {
        await using var pair = await CreateAsync();
        var page = Make(pair, "  before, in Notion ", code: "AbC", price: 1.5m);
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        await pair.ExecuteAsync("update public.items set notes = 'AFTER ', code = 'later', price = 300");
        var run = (await pair.SyncBothAsync())["items"].RunId;
        Assert.Equal("AFTER|later|-|300", await RowAsync(pair, page));

        var putBack = PutBackOf(pair);
        var changes = await putBack.ReadUndoableAsync(run, default);
        var written = Assert.Single(changes, c => c.Side == Side.Notion);
        Assert.Equal("\"  before, in Notion \"", written.BeforeInNotion["notes"]);
        Assert.Equal(["code", "notes", "price"], written.BeforeInNotion.Keys.Order());
        foreach (var change in changes)
        {
            await putBack.UndoAsync(change, default);
        }

        await putBack.CarryAsync(changes, default);
        Assert.Equal("  before, in Notion ", TextOf(pair, page, "Notes"));
        Assert.Equal("AbC", TextOf(pair, page, "Code"));
        Assert.Equal(1.5m, pair.Notion.Workspace.ReadValue(page, "Price")!.GetValue<decimal>());
        Assert.Equal("before, in Notion|abc|-|150", await RowAsync(pair, page));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task An_edit_that_does_not_show_in_Supabase_is_known_before_it_is_overwritten()
    {
        await using var pair = await CreateAsync();
        var page = Make(pair, "same");
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("   same") });
        var version = await pair.ScalarAsync<string>("select updated_at::text from public.items");
        Assert.Equal(0, (await pair.SyncBothAsync())["items"].Updated);
        Assert.Equal(version, await pair.ScalarAsync<string>("select updated_at::text from public.items"));
        await IsQuietAsync(pair);

        await pair.ExecuteAsync("update public.items set notes = 'other'");
        var run = (await pair.SyncBothAsync())["items"].RunId;
        var written = Assert.Single(await PutBackOf(pair).ReadUndoableAsync(run, default), c => c.Side == Side.Notion);
        Assert.Equal("\"   same\"", written.BeforeInNotion["notes"]);
    }

    [Fact]
    public async Task A_transform_that_throws_leaves_its_field_alone_and_the_rest_is_synced()
    {
        await using var pair = await CreateAsync();
        var page = Make(pair, "good", code: "ok");
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("bad"), ["Code"] = NotionValue.RichText("NEW") });
        var fresh = Make(pair, "bad", name: "fresh");

        var result = (await pair.SyncBothAsync())["items"];

        Assert.Equal((SyncStatus.Partial, 2, 1, 1), (result.Status, result.Failed, result.Created, result.Updated));
        Assert.Equal("RecordsFailed", result.ErrorId);
        Assert.Contains("Notes of 'a': the transform 'choosy' cannot take it: I do not like it", result.Error, StringComparison.Ordinal);
        Assert.Equal("good|new|-|-", await RowAsync(pair, page));
        Assert.Equal("-|-|-|-", await RowAsync(pair, fresh));
        Assert.Equal("bad", TextOf(pair, page, "Notes"));
        Assert.Equal(2, await pair.ScalarAsync<long>("select count(*) from hs_sync.failures where side = 'Notion'"));

        // A row that says something else does not overwrite what nobody could read.
        await pair.ExecuteAsync("update public.items set notes = 'from the row', code = 'row' where name = 'a'");
        await pair.SyncBothAsync();
        Assert.Equal("bad", TextOf(pair, page, "Notes"));
        Assert.Equal("row", TextOf(pair, page, "Code"));
        Assert.Equal(2, await pair.ScalarAsync<long>("select count(*) from hs_sync.failures where side = 'Notion'"));
        Assert.Equal(2, await pair.ScalarAsync<long>("select count(*) from hs_sync.links where page_pending"));

        // Mended, all of it goes through.
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        await pair.ExecuteAsync("update public.items set notes = 'good' where name = 'a'");
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("better") });
        pair.Notion.Workspace.EditPage(fresh, new JsonObject { ["Notes"] = NotionValue.RichText(" fine ") });
        await pair.SyncBothAsync();
        Assert.Equal("better|row|-|-", await RowAsync(pair, page));
        Assert.Equal("fine|-|-|-", await RowAsync(pair, fresh));
        await IsQuietAsync(pair);
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.failures"));
    }

    [Fact]
    public async Task A_transform_that_throws_on_the_way_to_Notion_fails_the_record_and_names_itself()
    {
        await using var pair = await CreateAsync();
        var page = Make(pair, "good");
        await pair.SyncBothAsync();
        await pair.ExecuteAsync("update public.items set price = -100");
        var result = (await pair.SyncBothAsync())["items"];
        Assert.Equal((SyncStatus.Partial, 1), (result.Status, result.Failed));
        Assert.Contains("Price: the transform 'divided' cannot take it: a price is not negative", result.Error, StringComparison.Ordinal);
        Assert.Equal("good|-|-|-100", await RowAsync(pair, page));
    }

    /// <summary>Four fields with transforms: trim (choosy), lower, mask, and cents of which Notion has the hundredth.</summary>
    private Task<Pair> CreateAsync()
    {
        var set = TransformSet.BuiltIn
            .With("choosy", new TextTransform(t => t == "bad" ? throw new InvalidOperationException("I do not like it.") : t.Trim()))
            .With("times100", new Numbers(n => n * 100))
            .With("divided", new Numbers(n => n >= 0 ? n / 100 : throw new InvalidOperationException("a price is not negative")));
        return Pair.CreateAsync(running, DatabaseCatalog.Create(
        [
            ("items.json", Encoding.UTF8.GetBytes(
                """
                {"table":"items","title":"Items","model":"Item","group":"x","idVariable":"NOTION_ITEMS_DB","fields":[
                  {"column":"name","property":"Name","type":"title"},
                  {"column":"notes","property":"Notes","type":"rich_text","transform":{"toSupabase":"choosy"}},
                  {"column":"code","property":"Code","type":"rich_text","transform":{"toSupabase":"lower"}},
                  {"column":"mail","property":"Mail","type":"email","transform":{"toSupabase":"mask"}},
                  {"column":"price","property":"Price","type":"number","transform":{"toSupabase":"times100","toNotion":"divided"}}
                ]}
                """)),
        ], set));
    }

    private static Guid Make(Pair pair, string notes, string? code = null, string? mail = null, decimal? price = null, string name = "a") => SmallCatalog.Make(
        pair, "items", name, ("Notes", NotionValue.RichText(notes)), ("Code", NotionValue.RichText(code ?? "")), ("Mail", NotionValue.Email(mail)), ("Price", NotionValue.Number(price)));

    private static PutBack PutBackOf(Pair pair)
    {
        var service = new DatabaseSyncService(pair.Pages, pair.Rows, pair.Catalog, pair.NotionIds, new SyncEnvironment());
        return new PutBack(pair.Pages, pair.Rows, new SyncHistory(pair.SupabaseClient), service, pair.Catalog, new SyncEnvironment());
    }

    private static Task<string> RowAsync(Pair pair, Guid page) => pair.ScalarAsync<string>(
        "select array_to_string(array[notes, code, mail, price::text], '|', '-') from public.items where notion_page_id = $1",
        page.ToString("D"));

    /// <summary>Nothing is left to do: both sides are equal as the transforms show them, and further cycles write nothing (R1, R3).</summary>
    private static async Task IsQuietAsync(Pair pair)
    {
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        pair.Notion.Requests.Reset();
        foreach (var full in new[] { false, true })
        {
            var result = (await pair.SyncBothAsync(r => r with { Full = full }))["items"];
            Assert.True(result is { Status: SyncStatus.Succeeded, Created: 0, Updated: 0, Deleted: 0, Conflicts: 0 }, result.ToString());
        }

        Assert.DoesNotContain(pair.Notion.Requests.All, r => r.Method == "PATCH" || r.Path.EndsWith("/v1/pages", StringComparison.Ordinal));
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.dirty"));
    }

    private static string TextOf(Pair pair, Guid page, string property) =>
        string.Concat(pair.Notion.Workspace.ReadValue(page, property)!.AsArray().Select(p => p!["plain_text"]!.GetValue<string>()));

    private sealed class Numbers(Func<decimal, decimal> change) : IFieldTransform
    {
        public bool Takes(PropertyType type) => type == PropertyType.Number;

        public FieldValue Apply(FieldValue value, CancellationToken cancellationToken) =>
            value is FieldValue.Number number ? FieldValue.OfNumber(ExactNumber.From(change(number.Value.ToDecimal()!.Value))) : value;
    }
}
