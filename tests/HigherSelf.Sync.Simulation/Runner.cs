using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Simulation;

/// <summary>The process that runs the sync was killed; whatever it calls from now on does nothing.</summary>
internal sealed class KilledException : Exception;

/// <summary>What goes wrong at a call to a port.</summary>
/// <param name="Call">The call, counted from 1 in its run.</param>
/// <param name="Kind">What.</param>
internal sealed record PlannedFault(int Call, SimFault Kind);

internal enum SimFault
{
    FailBefore,
    FailAfter,
    KillBefore,
    KillAfter,

    /// <summary>A page of the answer cannot be read whole.</summary>
    Truncate,
}

/// <summary>One run of the sync as the services see it: every call of it comes through here, and the world goes on between two of them.</summary>
internal sealed class Runner(World world, string name, IReadOnlyList<PlannedFault> faults, IReadOnlyList<(int Call, PersonAct Act)> meddling, int slowness, Baton? baton)
{
    private const int MostCalls = 5_000;

    private bool _isDead;

    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    /// <summary>When a page was edited, by what the sync was shown of it last.</summary>
    public Dictionary<Guid, DateTimeOffset> ShownPages { get; } = [];

    /// <summary>The same, when the sync asked for what belongs to the page: it decides by that.</summary>
    public Dictionary<Guid, DateTimeOffset> DecidedOn { get; } = [];

    /// <summary>When a row was edited, by what the sync was shown of it last.</summary>
    public Dictionary<Guid, DateTimeOffset> ShownRows { get; } = [];

    /// <summary>When the sync saw a page last, in true time.</summary>
    public Dictionary<Guid, TimeSpan> LookedAt { get; } = [];

    /// <summary>When the sync was told last that the database of groups can be read, in true time.</summary>
    public TimeSpan ProvenAt { get; set; }

    /// <summary>Makes a call: the faults that are planned for it, and its effect.</summary>
    /// <param name="call">What is called, for the trace.</param>
    /// <param name="effect">What it does and gives.</param>
    /// <param name="error">The error that the caller gets; true if the effect took place.</param>
    public T Call<T>(string call, Func<SimFault?, T> effect, Func<bool, Exception> error)
    {
        if (_isDead)
        {
            throw new KilledException();
        }

        if (++Calls > MostCalls)
        {
            throw new InvalidOperationException($"the run does not end: it has made {MostCalls} calls");
        }

        world.Clock.Advance(TimeSpan.FromMilliseconds(200 + (world.Random.Next(40) * 100)) * slowness);
        foreach (var (_, act) in meddling.Where(m => m.Call == Calls))
        {
            world.Do(act);
        }

        baton?.PassOn(this);
        world.NoteCall(call);
        var fault = faults.FirstOrDefault(f => f.Call == Calls)?.Kind;
        world.Trace($"{name} {Calls,3} {call}{(fault is null ? "" : $" !{fault}")}");
        if (fault is not null)
        {
            world.Faults++;
        }

        if (fault == SimFault.KillBefore)
        {
            Die();
        }

        if (fault == SimFault.FailBefore)
        {
            throw error(false);
        }

        var result = effect(fault);
        if (fault == SimFault.KillAfter)
        {
            Die();
        }

        return fault == SimFault.FailAfter ? throw error(true) : result;
    }

    public T Read<T>(string call, Func<SimFault?, T> effect) => Call(call, effect, _ => new SyncException(ErrorId.NotionUnavailable, "Notion is down.", "Wait.", "Notion"));

    public T Rows<T>(string call, Func<T> effect) => Call(call, _ => effect(), _ => new SyncException(ErrorId.SupabaseUnavailable, "Supabase is down.", "Wait.", "Supabase"));

    private void Die()
    {
        _isDead = true;
        world.Kills++;
        throw new KilledException();
    }
}

/// <summary>Two runs that take turns: one goes on while the other waits at a call, as the seed says.</summary>
internal sealed class Baton(Random random) : IDisposable
{
    private readonly Dictionary<Runner, SemaphoreSlim> _waiting = [];
    private readonly HashSet<Runner> _ended = [];

    public void Enter(Runner runner) => _waiting[runner] = new SemaphoreSlim(0);

    /// <summary>Waits for the first turn.</summary>
    public void Begin(Runner runner) => _waiting[runner].Wait();

    public void Start(Runner runner) => _waiting[runner].Release();

    public void PassOn(Runner runner)
    {
        if (random.Next(3) == 0 && OtherOf(runner) is { } other)
        {
            _waiting[other].Release();
            _waiting[runner].Wait();
        }
    }

    public void End(Runner runner)
    {
        _ended.Add(runner);
        if (OtherOf(runner) is { } other)
        {
            _waiting[other].Release();
        }
    }

    public void Dispose()
    {
        foreach (var semaphore in _waiting.Values)
        {
            semaphore.Dispose();
        }
    }

    private Runner? OtherOf(Runner runner) => _waiting.Keys.FirstOrDefault(r => r != runner && !_ended.Contains(r));
}
