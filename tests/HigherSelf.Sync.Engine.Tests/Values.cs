using System.Text;
using CsCheck;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Tests;

/// <summary>Generators of field values, the hard cases among them.</summary>
internal static class Values
{
    /// <summary>Any code point but the surrogates and U+0000, which neither side can hold.</summary>
    private static readonly Gen<string> CodePoint = Gen.OneOf(
        Gen.Int[0x20, 0x7e], Gen.Int[1, 0x1f], Gen.Int[0xa0, 0xd7ff], Gen.Int[0xe000, 0xfffd], Gen.Int[0x1f300, 0x1faff])
        .Select(char.ConvertFromUtf32);

    public static readonly Gen<string> ShortText = CodePoint.Array[0, 60].Select(string.Concat);

    /// <summary>Texts around the length at which Notion splits, with emoji across the border.</summary>
    public static readonly Gen<string> LongText = Gen.Select(Gen.Int[1_990, 2_010], Gen.Int[0, 3], ShortText)
        .Select((length, emoji, tail) => new StringBuilder().Append('x', length).Insert(length / 2, "é").Append(string.Concat(Enumerable.Repeat("🧘🏽‍♀️", emoji))).Append(tail).ToString());

    public static readonly Gen<string> Text = Gen.Frequency((20, ShortText), (1, LongText));

    public static readonly Gen<ExactNumber> NumberOfNotion = Gen.OneOf(
        Gen.Double.Where(double.IsFinite).Select(d => ExactNumber.Parse(d.ToString("R", System.Globalization.CultureInfo.InvariantCulture))),
        Gen.Select(Gen.Long[-999_999_999_999_999, 999_999_999_999_999], Gen.Int[-15, 3]).Select((digits, exponent) => ExactNumber.Parse($"{digits}e{exponent}")),
        Gen.Int.Select(i => ExactNumber.From(i)));

    public static readonly Gen<ExactNumber> AnyNumber = Gen.OneOf(
        NumberOfNotion, Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[-30, 30]).Select((a, b, e) => ExactNumber.Parse($"{a}{b}e{e}")));

    public static readonly Gen<string> Json = JsonOf(3);

    public static readonly Gen<DateTimeOffset> Instant = Gen.OneOf(
        Gen.Long[new DateTime(1900, 1, 1).Ticks / 10, new DateTime(2200, 1, 1).Ticks / 10].Select(µs => new DateTimeOffset(µs * 10, TimeSpan.Zero)),
        Gen.Int[0, 80_000].Select(day => new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day)));

    private static readonly Gen<Guid> Id = Gen.Guid;

    private static readonly Gen<string> OptionName = ShortText.Where(t => t.Length is > 0 and <= 100 && !t.Contains(','));

    /// <summary>Values that a property of this type can hold.</summary>
    public static Gen<FieldValue> Of(BoundProperty bound) => (bound.Type, bound.Field.ColumnType) switch
    {
        (PropertyType.Title, _) or (PropertyType.RichText, ColumnType.Text) => Text.Select(FieldValue.OfText),
        (PropertyType.RichText, ColumnType.Jsonb) => Gen.OneOf(Json, ShortText.Select(CanonicalJson.OfText)).Select(FieldValue.OfJson),
        (PropertyType.Number, _) => Gen.OneOf(Gen.Const(FieldValue.Empty), NumberOfNotion.Select(FieldValue.OfNumber)),
        (PropertyType.Select or PropertyType.Status, _) => Gen.OneOf(Gen.Const(FieldValue.Empty), OptionName.Select(FieldValue.OfText)),
        (PropertyType.MultiSelect, _) => OptionName.Array[0, 6].Select(n => FieldValue.OfOptions(n.Distinct().ToList())),
        (PropertyType.Date, _) => Gen.OneOf(Gen.Const(FieldValue.Empty), Instant.Select(FieldValue.OfInstant)),
        (PropertyType.Checkbox, _) => Gen.Bool.Select(FieldValue.OfBoolean),
        (PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber, _) => ShortText.Select(FieldValue.OfText),
        (PropertyType.Relation, _) => Id.Array[0, 60].Select(ids => FieldValue.OfReferences([.. ids.Select(i => new Reference(i))])),
        (PropertyType.People, _) => Id.Array[0, 6].Select(ids => ids.Length == 0
            ? FieldValue.Empty
            : FieldValue.OfJson(CanonicalJson.TryOf($"[{string.Join(',', ids.Select(i => $$"""{"id":"{{i}}"}"""))}]")!)),
        (PropertyType.Files, _) => Gen.Select(ShortText.Where(t => t.Length > 0), Id).Array[0, 4].Select(files => files.Length == 0
            ? FieldValue.Empty
            : FieldValue.OfJson(CanonicalJson.TryOf(
                $"[{string.Join(',', files.Select(f => $$"""{"name":{{CanonicalJson.OfText(f.Item1)}},"type":"external","url":"https://x.example/{{f.Item2}}?a=b"}"""))}]")!)),
        (PropertyType.Place, _) => Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180]).Select((lat, lon) =>
            FieldValue.OfJson(CanonicalJson.TryOf(FormattableString.Invariant($$"""{"lat":{{lat:R}},"lon":{{lon:R}},"name":null}"""))!)),
        _ => throw new InvalidOperationException($"There are no sample values of {bound.Type}."),
    };

    private static Gen<string> JsonOf(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Const("true"), Gen.Const("[]"), Gen.Const("{}"), Gen.Const("\"\""), Gen.Const("\"null\""),
            AnyNumber.Select(n => n.ToString()), ShortText.Select(CanonicalJson.OfText));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = JsonOf(depth - 1);
        return Gen.Frequency(
            (2, leaf),
            (1, inner.Array[0, 4].Select(items => CanonicalJson.TryOf($"[{string.Join(',', items)}]")!)),
            (1, Gen.Select(ShortText, inner).Array[0, 4].Select(members =>
                CanonicalJson.TryOf($$"""{{{string.Join(',', members.Select(m => $"{CanonicalJson.OfText(m.Item1)}:{m.Item2}"))}}}""")!)));
    }
}
