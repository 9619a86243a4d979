namespace HigherSelf.Sync.Sandbox.Seeding;

/// <summary>The words that sample records are made of.</summary>
internal static class Words
{
    public static readonly string[] FirstNames =
    [
        "Amara", "Björn", "Chloé", "Dmitri", "Élodie", "Farid", "Grace", "Haruki", "Ingrid", "João", "Kamala", "Liam", "Mei", "Nadia", "Óscar",
        "Priya", "Quinn", "Rosa", "Søren", "Thandiwe", "Uma", "Vera", "Wiremu", "Xochitl", "Yusuf", "Zoë",
    ];

    public static readonly string[] LastNames =
    [
        "Abe", "Brontë", "Castillo", "Dvořák", "Eriksen", "Fontaine", "García", "Hernández", "Ibrahim", "Jansson", "Kowalski", "Lindqvist", "Müller",
        "Nguyễn", "O'Connor", "Petrović", "Quispe", "Rossi", "Šimić", "Tanaka", "Ueda", "van der Berg", "Weiß", "Yılmaz", "Zhang",
    ];

    public static readonly string[] Companies =
    [
        "The Connection Practice", "Gallery of Visionary Art", "Riverside Wellness", "Still Point Studio", "Open Sky Consulting", "The Healing Garden",
        "North Star Coaching", "Aurora Yoga Collective", "Quiet Mind Retreats", "Golden Thread Arts", "Kintsugi Workshop", "Lotus & Stone",
    ];

    public static readonly string[] Adjectives =
        ["Gentle", "Radiant", "Deep", "Weekly", "Seasonal", "Guided", "Silent", "Creative", "Restorative", "Shared", "Annual", "Open"];

    public static readonly string[] Things =
    [
        "Breathwork Circle", "Sound Bath", "Life Coaching", "Watercolour Print", "Meditation Course", "Forest Retreat", "Team Workshop", "Energy Session",
        "Vision Board", "Journaling Kit", "Yoga Class", "Ceramics Evening",
    ];

    public static readonly string[] Verbs =
        ["Call", "Confirm", "Prepare", "Review", "Publish", "Invoice", "Follow up with", "Schedule", "Translate", "Archive", "Plan", "Thank"];

    public static readonly string[] Sentences =
    [
        "She would like a reminder two days before each session.", "The invoice was paid on time.", "Prefers mornings; avoids phone calls.",
        "Asked whether the retreat can be combined with the spring course.", "We agreed on a follow-up after the holidays.",
        "The gallery needs the frames by the end of the month.", "Naïve questions are welcome here — that is the point.",
        "Der Kurs war „großartig“, schrieb sie.", "Elle reviendra à l'été.", "とても良いセッションでした。", "The feedback form was sent twice by mistake.",
        "He works in three time zones and answers within a day.", "Budget approved up to 1.250,00 €.", "See the notes of the last meeting for details.",
    ];

    public static readonly string[] Emoji = ["✨", "🌿", "🧘🏽‍♀️", "🎨", "🔥", "🌙", "🫶🏾", "👩‍👩‍👧‍👦", "🏳️‍🌈", "☕️"];

    public static readonly string[] Cities = ["Lisbon", "Göteborg", "Kyoto", "Santa Fe", "Cape Town", "Montréal", "Wien", "Wellington"];

    public static readonly string[] Countries = ["Portugal", "Sweden", "Japan", "United States", "South Africa", "Canada", "Austria", "New Zealand"];

    public static readonly string[] Zones = ["Europe/Lisbon", "America/New_York", "Asia/Tokyo", "Africa/Johannesburg", "Pacific/Auckland"];
}
