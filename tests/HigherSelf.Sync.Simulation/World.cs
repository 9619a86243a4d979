using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Simulation;

/// <summary>Both services and the people who work with them, in virtual time.</summary>
internal sealed class World
{
    private readonly TextWriter? _trace;
    private long _ids;
    private Action<string>? _listener;

    public World(int seed, TextWriter? trace)
    {
        _trace = trace;
        Random = new Random(seed);
        Clock = new SimClock(Skew(), Skew(), Skew());
        Notion = new NotionWorld(Clock, NewId);
        Supabase = new SupabaseWorld(Clock, NewId);
        State = new StateOfSync();
    }

    public Random Random { get; }

    public SimClock Clock { get; }

    public NotionWorld Notion { get; }

    public SupabaseWorld Supabase { get; }

    public StateOfSync State { get; }

    /// <summary>Broken promises that were seen while they were broken.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Values that nobody could have kept: a page was edited in the moment between the look and the write.</summary>
    public HashSet<(Guid Page, string Column)> Excused { get; } = [];

    /// <summary>Pages that the sync has made, by the row that they were made for.</summary>
    public List<(Guid Row, Guid Page)> Made { get; } = [];

    public int Faults { get; set; }

    public int Kills { get; set; }

    public int Acts { get; private set; }

    public void Do(PersonAct act)
    {
        Acts++;
        Trace($"  person: {act.Kind} in {act.Side} {act.Database} #{act.Index} field {act.Field} value {act.Value}");
        if (act.Side == Side.Notion)
        {
            Notion.Do(act);
        }
        else
        {
            Supabase.Do(act);
        }
    }

    public Guid NewId() => new(0, 0, 0, [.. BitConverter.GetBytes(++_ids).Reverse()]);

    /// <summary>Has every call told from now on.</summary>
    public void Listen(Action<string> listener) => _listener = listener;

    public void NoteCall(string call) => _listener?.Invoke(call);

    public void Trace(string line) => _trace?.WriteLine($"{Clock.Elapsed:d\\.hh\\:mm\\:ss} {line}");

    private TimeSpan Skew() => TimeSpan.FromMinutes(Random.Next(4) == 0 ? Random.Next(-300, 300) : Random.Next(-2, 3));
}
