using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Tests.Catalog;

public sealed class SqlNamesTests
{
    [Theory]
    [InlineData("Task Name", "task_name")]
    [InlineData("TaskName", "task_name")]
    [InlineData("Task IDs", "task_ids")]
    [InlineData("State/Province (old)", "state_province_old")]
    [InlineData("  Ça va: Größe & Łódź  ", "ca_va_grosse_lodz")]
    [InlineData("2024 goals", "field_2024_goals")]
    [InlineData("__", "field")]
    [InlineData("名前 🎉", "field")]
    [InlineData("Order", "order_2")]
    [InlineData("ID", "id_2")]
    [InlineData("A name that goes on and on and never seems to come to its end", "a_name_that_goes_on_and_on_and_never_seems_to_co")]
    public void A_title_gives_a_name_that_sql_takes_without_quotes(string title, string expected) => Assert.Equal(expected, new SqlNames("field", ["id"]).For(title));

    [Fact]
    public void No_two_titles_give_the_same_name_however_long_they_are()
    {
        var names = new SqlNames("field", []);
        Assert.Equal(["notes", "notes_2", "notes_3", "notes_2_2"], new[] { "Notes", "notes", "NOTES!", "Notes 2" }.Select(names.For));

        var longTitles = Enumerable.Range(0, 12).Select(_ => names.For(new string('x', 60))).ToList();
        Assert.Equal(12, longTitles.Distinct().Count());
        Assert.All(longTitles, n => Assert.True(n.Length <= 48));
    }
}
