using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Tests.Reporting;

/// <summary>Reports to write.</summary>
internal static class SampleReports
{
    public const string Hostile = "<script>alert(1)</script> \"quoted\" 'single' & 👩‍👩‍👧 \u202Ebackwards\u0001 | `code` =1+1";

    public static readonly string LongWord = new('x', 500);

    public static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 30, 0, TimeSpan.Zero);

    public static readonly Guid Page = new("5f3484c1-dab7-4548-8802-00b6a620ca47");

    private static readonly string[] Tables =
    [
        "agent_communication_patterns", "agents", "api_integrations", "business_entities", "community_members", "contacts_profiles", "data_transformations",
        "feedback_surveys", "marketing_campaigns", "notification_templates", "products_services", "rewards_bounties", "tasks", "use_cases", "workflow_instances",
        "workflows",
    ];

    public static HSSyncResult Result(string database = "tasks", SyncStatus status = SyncStatus.Succeeded) => new()
    {
        Database = database,
        Direction = SyncDirection.Bidirectional,
        Status = status,
        Created = 1200,
        Updated = 12,
        Unchanged = 3,
        Deleted = 2,
        NotionRequests = 90,
        SupabaseRequests = 4,
        Duration = TimeSpan.FromSeconds(1.5),
        RunId = new Guid(1, 0, 0, new byte[8]),
    };

    public static HSSyncResult Trouble(string database, SyncStatus status, string message) =>
        Result(database, status) with { Error = message, ErrorId = "RecordsFailed", NextStep = "Read the reason.", Failed = 1 };

    public static ReportRun Run(params IReadOnlyList<HSSyncResult> results) => new()
    {
        RunId = results.Count == 0 ? Guid.NewGuid() : results[0].RunId,
        Direction = nameof(SyncDirection.Bidirectional),
        Status = (ReportRun.WorstOf(results) ?? SyncStatus.Failed).ToString(),
        StartedAt = Now.AddSeconds(-30),
        EndedAt = Now,
        Holder = "ops on sync-host, process 4711",
        Results = results,
    };

    public static SyncReport Of(params IReadOnlyList<ReportRun> runs) => new() { MadeAt = Now, Runs = runs, RequestsPerMinute = 180 };

    /// <summary>One with something of everything in it, and texts that would like to be more than texts.</summary>
    public static SyncReport Everything() => new()
    {
        MadeAt = Now,
        RequestsPerMinute = 180,
        Runs = [Run([.. Tables.Select((t, i) => i switch
        {
            1 => Trouble(t, SyncStatus.Failed, "agents: the Notion database 1f0c2d3e-4b5a-6978-8796-a5b4c3d2e1f0 is not shared with this integration.") with
            {
                ErrorId = "NotionNotShared", NextStep = "Open it in Notion, ... > Connections > add yours; or correct NOTION_AGENTS_DB.", Created = 0, Updated = 0, Deleted = 0, Unchanged = 0,
            },
            5 => Trouble(t, SyncStatus.Partial, $"contacts_profiles: 1 record could not be synced, the first one because of {Hostile}"),
            12 => Trouble(t, SyncStatus.Halted, "tasks: 61 of 240 records would have been deleted, which is more than 10 percent; none was.") with { ErrorId = "DeletesHalted", NextStep = "If they were meant to be deleted, run again with -Force; if not, restore them." },
            13 => Result(t, SyncStatus.Skipped) with { Created = 0, Updated = 0, Deleted = 0, Unchanged = 0, NotionRequests = 0, SupabaseRequests = 0 },
            _ => Result(t) with { Created = i * 7, Updated = i * 3, Deleted = i / 4, Unchanged = 40 * i, NotionRequests = 1 + (i / 3), Duration = TimeSpan.FromSeconds(0.4 * i) },
        })]) with { Status = nameof(SyncStatus.Failed) }],
        Earlier = Week(30),
        Failures =
        [
            Failure(Hostile), Failure(LongWord) with { NotionPageId = null, Attempts = 12 }, Failure("The e-mail address is longer than the column allows.") with { Database = "contacts_profiles" },
        ],
        Conflicts =
        [
            Conflict(Hostile, LongWord), Conflict("\"In review\"", "\"Done\"") with { Winner = Side.Notion },
        ],
        Links = new ReportLinks(new Uri("https://abcdefghijklmnopqrst.supabase.co")),
        Note = null,
    };

    /// <summary>A week of runs, as history gives it.</summary>
    public static SyncReport History(int runs = 400) => new()
    {
        MadeAt = Now,
        RequestsPerMinute = 180,
        Runs = Week(runs),
    };

    public static HSSyncFailure Failure(string reason) => new()
    {
        Database = "tasks",
        NotionPageId = Page,
        SupabaseId = new Guid("ae91a01c-b8e8-4d89-91ae-6c2d1901b0a6"),
        Reason = reason,
        Attempts = 2,
        FirstAt = Now.AddHours(-2),
        LastAt = Now,
        NextAt = Now.AddMinutes(4),
        RunId = Guid.Empty,
    };

    public static HSConflict Conflict(string notion, string supabase) => new()
    {
        Id = 7,
        At = Now.AddHours(-1),
        RunId = Guid.Empty,
        Database = "tasks",
        NotionPageId = Page,
        SupabaseId = new Guid("ae91a01c-b8e8-4d89-91ae-6c2d1901b0a6"),
        Fields =
        [
            new HSConflictField("notes", System.Text.Json.JsonSerializer.Serialize(notion), System.Text.Json.JsonSerializer.Serialize(supabase)),
            new HSConflictField("estimated_time", "1.5", "null"),
        ],
    };

    private static List<ReportRun> Week(int runs)
    {
        var random = new Random(7);
        return
        [
            .. Enumerable.Range(0, runs).Select(i =>
            {
                var at = Now.AddDays(-7).AddMinutes(7.0 * 24 * 60 * i / runs);
                var id = new Guid(100 + i, 0, 0, new byte[8]);
                var busy = at.Hour is > 7 and < 19 ? 6 : 1;
                var results = Tables.Select(t => Result(t, i % 37 == 36 && t == "tasks" ? SyncStatus.Partial : SyncStatus.Succeeded) with
                {
                    RunId = id,
                    Created = random.Next(busy),
                    Updated = random.Next(3 * busy),
                    Deleted = random.Next(40) == 0 ? 2 : 0,
                    Unchanged = 3,
                    NotionRequests = 1 + random.Next(busy),
                    SupabaseRequests = 1,
                    Failed = i % 37 == 36 && t == "tasks" ? 1 : 0,
                    Duration = TimeSpan.FromSeconds(random.NextDouble() * 3),
                }).ToList();
                return Run(results) with { StartedAt = at, EndedAt = at.AddSeconds(20) };
            }),
        ];
    }
}
