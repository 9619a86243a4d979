using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Seeding;

/// <summary>Makes up the value of a field so that it looks like one that a person entered, hard cases among them.</summary>
internal sealed class SampleValues(Random random, IReadOnlyList<Guid> people)
{
    /// <summary>A value in the API's form, or null to leave the property empty.</summary>
    /// <param name="database">The database.</param>
    /// <param name="field">A field that is no relation.</param>
    /// <param name="number">The number of the record, from 1.</param>
    /// <param name="created">When the record is created.</param>
    public JsonObject? Make(Database database, Field field, int number, DateTimeOffset created)
    {
        if (field.Type != PropertyType.Title && random.Next(8) == 0)
        {
            return null;
        }

        return field.Type switch
        {
            PropertyType.Title => NotionValue.Title(Title(database, number)),
            PropertyType.RichText when field.ColumnType == ColumnType.Jsonb => NotionValue.RichText(Json(number)),
            PropertyType.RichText when field.Column.EndsWith("_id", StringComparison.Ordinal) =>
                NotionValue.RichText($"{database.Table[..3].ToUpperInvariant()}-{number:D5}"),
            PropertyType.RichText => Text(field),
            PropertyType.Number => NotionValue.Number(Number(field)),
            PropertyType.Select => NotionValue.Select(Option(field)),
            PropertyType.Status => NotionValue.Status(Option(field)),
            PropertyType.MultiSelect => NotionValue.MultiSelect(field.Options.Where(_ => random.Next(3) == 0)),
            PropertyType.Date => Date(created),
            PropertyType.People => NotionValue.People(people.Where(_ => random.Next(3) == 0)),
            PropertyType.Files => Files(number),
            PropertyType.Checkbox => NotionValue.Checkbox(random.Next(2) == 0),
            PropertyType.Url => NotionValue.Url($"https://example.com/{database.Table.Replace('_', '-')}/{number}?ref=hs#top"),
            PropertyType.Email => NotionValue.Email($"person{number}@example.{(random.Next(2) == 0 ? "com" : "org")}"),
            PropertyType.PhoneNumber => NotionValue.Phone($"+{random.Next(1, 99)} {random.Next(100, 999)} {random.Next(1000000, 9999999)}"),
            _ => null,
        };
    }

    private string Title(Database database, int number) => database.Table switch
    {
        "business_entities" => Words.Companies[(number - 1) % Words.Companies.Length],
        "contacts_profiles" or "community_members" => $"{Any(Words.FirstNames)} {Any(Words.LastNames)}",
        "tasks" => $"{Any(Words.Verbs)} {Any(Words.FirstNames)}: {Any(Words.Adjectives).ToLowerInvariant()} {Any(Words.Things).ToLowerInvariant()}",
        _ => $"{Any(Words.Adjectives)} {Any(Words.Things)} {number}{(random.Next(6) == 0 ? " " + Any(Words.Emoji) : "")}",
    };

    private JsonObject Text(Field field)
    {
        if (field.Column is "city" or "state")
        {
            return NotionValue.RichText(Any(Words.Cities));
        }

        return random.Next(12) switch
        {
            0 => Formatted(),
            1 => NotionValue.RichText(Long(random.Next(2_100, 9_000))),
            2 => NotionValue.RichText(Any(Words.Emoji) + " " + Any(Words.Sentences)),
            3 => NotionValue.RichText(string.Join('\n', Any(Words.Sentences), "", "\t- " + Any(Words.Sentences), "  \"quoted\" \\ back")),
            _ => NotionValue.RichText(Any(Words.Sentences)),
        };
    }

    private JsonObject Formatted() => NotionValue.RichText(
        NotionValue.Piece("Read "),
        NotionValue.Piece("the agreement", link: "https://example.com/agreement", bold: true),
        NotionValue.Piece(" first. ", color: "red"),
        NotionValue.Piece(Any(Words.Sentences), bold: true));

    private string Long(int length)
    {
        var text = new StringBuilder(length + 200);
        while (text.Length < length)
        {
            text.Append(Any(Words.Sentences)).Append(' ').Append(random.Next(9) == 0 ? Any(Words.Emoji) : "");
        }

        return text.ToString();
    }

    private string Json(int number) => random.Next(6) == 0
        ? Any(Words.Sentences)
        : new JsonObject
        {
            ["step"] = number,
            ["amount"] = JsonNode.Parse("1234567890.0625"),
            ["tags"] = new JsonArray("a", "ü", Any(Words.Emoji)),
            ["nested"] = new JsonObject { ["note"] = Any(Words.Sentences), ["done"] = random.Next(2) == 0, ["none"] = null },
        }.ToJsonString();

    private decimal Number(Field field) => field.Column switch
    {
        "success_rate" => Math.Round((decimal)random.NextDouble(), 4),
        "average_rating" or "rating" => random.Next(10, 51) / 10m,
        "price" or "budget" or "monetary_value" => random.Next(0, 500_000) / 100m,
        _ => random.Next(10) == 0 ? 123_456_789.012345m : random.Next(-5, 2_000),
    };

    private string? Option(Field field) => field.Options.Count > 0
        ? field.Options[random.Next(field.Options.Count)]
        : field.Column == "country" ? Any(Words.Countries) : Any(Words.Adjectives);

    private JsonObject Date(DateTimeOffset created)
    {
        var day = created.AddDays(random.Next(-30, 60)).AddMinutes(random.Next(1440));
        var date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var time = day.ToString("yyyy-MM-ddTHH:mm:00", CultureInfo.InvariantCulture);
        return random.Next(6) switch
        {
            0 => NotionValue.Date(date, day.AddDays(3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            1 => NotionValue.Date(time + ".000+02:00", day.AddHours(2).ToString("yyyy-MM-ddTHH:mm:00", CultureInfo.InvariantCulture) + ".000+02:00"),
            2 => NotionValue.Date(time, timeZone: Any(Words.Zones)),
            3 => NotionValue.Date(time + ".000Z"),
            _ => NotionValue.Date(date),
        };
    }

    private JsonObject Files(int number) => random.Next(2) == 0
        ? NotionValue.Files(NotionValue.ExternalFile("brochure.pdf", $"https://files.example.com/{number}/brochure.pdf?v=2"))
        : NotionValue.Files(NotionValue.HostedFile($"photo {number}.jpg"), NotionValue.ExternalFile("map.png", "https://files.example.com/map.png"));

    private T Any<T>(T[] list) => list[random.Next(list.Length)];
}
