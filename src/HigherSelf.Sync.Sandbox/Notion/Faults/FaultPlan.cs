using System.Collections.Immutable;

namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>
/// Which requests go wrong, and how: scripted ones first, then a share of all requests drawn from a menu. The same seed and
/// the same order of requests give the same faults. Thread safe.
/// </summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<Script> _scripts = [];
    private readonly Dictionary<FaultKind, int> _injected = [];
    private Lottery? _lottery;

    /// <summary>
    /// The faults of a bad day at Notion, with their weights: mostly limits and overload, some errors, now and then a write
    /// that was saved without an answer.
    /// </summary>
    public static IReadOnlyList<(Fault Fault, int Weight)> UsualMenu { get; } =
    [
        (new Fault(FaultKind.RateLimited), 20),
        (new Fault(FaultKind.Overloaded), 10),
        (new Fault(FaultKind.InternalError), 10),
        (new Fault(FaultKind.BadGateway), 10),
        (new Fault(FaultKind.Unavailable), 10),
        (new Fault(FaultKind.UnavailableAfterCommit), 10),
        (new Fault(FaultKind.GatewayTimeout), 5),
        (new Fault(FaultKind.GatewayTimeoutAfterCommit), 5),
        (new Fault(FaultKind.Conflict), 10),
        (new Fault(FaultKind.Dropped), 5),
        (new Fault(FaultKind.DroppedAfterCommit), 5),
    ];

    /// <summary>How many faults of each kind have been injected so far.</summary>
    public IReadOnlyDictionary<FaultKind, int> Injected
    {
        get
        {
            lock (_gate)
            {
                return _injected.ToImmutableDictionary();
            }
        }
    }

    /// <summary>How many faults have been injected so far.</summary>
    public int InjectedCount => Injected.Values.Sum();

    /// <summary>The next requests go wrong.</summary>
    /// <param name="fault">How.</param>
    /// <param name="count">How many.</param>
    /// <param name="when">Which, by method and path; any, when not given.</param>
    public void Next(Fault fault, int count = 1, Func<string, string, bool>? when = null)
    {
        lock (_gate)
        {
            _scripts.Add(new Script(fault, count, when ?? ((_, _) => true)));
        }
    }

    /// <inheritdoc cref="Next(Fault, int, Func{string, string, bool})"/>
    public void Next(FaultKind kind, int count = 1, Func<string, string, bool>? when = null) => Next(new Fault(kind), count, when);

    /// <summary>From now on a share of all requests goes wrong.</summary>
    /// <param name="rate">The share, from 0 to 1.</param>
    /// <param name="seed">Decides which requests, and how.</param>
    /// <param name="menu">The faults and their weights; <see cref="UsualMenu"/> when not given.</param>
    public void AtRate(double rate, int seed, IReadOnlyList<(Fault Fault, int Weight)>? menu = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 1);
        lock (_gate)
        {
            _lottery = new Lottery(rate, new Random(seed), menu ?? UsualMenu);
        }
    }

    /// <summary>All goes well again. The counts stay.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _scripts.Clear();
            _lottery = null;
        }
    }

    /// <summary>The fault of this request, if it is to have one; it is counted.</summary>
    internal Fault? Draw(string method, string path, bool isWrite)
    {
        lock (_gate)
        {
            var fault = Scripted(method, path) ?? _lottery?.Draw(isWrite);
            if (fault is not null)
            {
                _injected[fault.Kind] = _injected.GetValueOrDefault(fault.Kind) + 1;
            }

            return fault;
        }
    }

    private Fault? Scripted(string method, string path)
    {
        var script = _scripts.Find(candidate => candidate.When(method, path));
        if (script is not null && --script.Left == 0)
        {
            _scripts.Remove(script);
        }

        return script?.Fault;
    }

    private sealed class Script(Fault fault, int count, Func<string, string, bool> when)
    {
        public Fault Fault { get; } = fault;

        public int Left { get; set; } = count;

        public Func<string, string, bool> When { get; } = when;
    }

    private sealed class Lottery(double rate, Random random, IReadOnlyList<(Fault Fault, int Weight)> menu)
    {
        // Both numbers are drawn every time, so that one request's fate does not shift the fates of those that follow.
        public Fault? Draw(bool isWrite)
        {
            var (chance, choice) = (random.NextDouble(), random.NextDouble());
            var fitting = menu.Where(entry => isWrite || !entry.Fault.NeedsWrite).ToList();
            if (chance >= rate || fitting.Count == 0)
            {
                return null;
            }

            var ticket = choice * fitting.Sum(entry => entry.Weight);
            return fitting.First(entry => (ticket -= entry.Weight) < 0).Fault;
        }
    }
}
