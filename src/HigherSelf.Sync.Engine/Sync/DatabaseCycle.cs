using System.Runtime.CompilerServices;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Carries one database, a chunk at a time: while one chunk is written, the pages of the next are read. An exchange writes the chunk that was decided and
/// looks at the one that comes next, so that each chunk costs one request.
/// </summary>
internal sealed class DatabaseCycle
{
    /// <summary>A record whose row has moved under every one of so many attempts waits for the next cycle.</summary>
    private const int MostAttempts = 5;

    /// <summary>About what one request to Supabase should carry at the most, in characters of text.</summary>
    private const int ChunkCharacters = 2_000_000;

    /// <summary>How many batches of pages are read while one is worked on.</summary>
    private const int ReadAhead = 2;

    /// <summary>A lease lasts five minutes; while reading takes long, it is renewed in time.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    private readonly IPageSide _pages;
    private readonly DataSourceBinding _binding;
    private readonly DatabaseState _state;
    private readonly SyncRun _run;
    private readonly int _chunkSize;
    private readonly SyncEnvironment _environment;
    private readonly ExchangeLine _line;
    private readonly Planner _planner;
    private readonly SyncTally _tally;
    private readonly Outbox _outbox = new();
    private readonly Dictionary<Guid, int> _attempts = [];
    private readonly HashSet<Guid> _conflicts = [];

    /// <summary>Pages whose row has moved since they were looked at.</summary>
    private readonly Dictionary<Guid, Page> _stale = [];

    private readonly HashSet<Guid> _retried;
    private readonly Dictionary<Field, UnreadField> _schemaFindings = [];
    private readonly HashSet<Field> _unproven = [];
    private readonly Dictionary<Guid, bool> _isReadable = [];
    private DateTimeOffset? _asOf;
    private bool _watermarkNoted;
    private long _lastExchange;

    public DatabaseCycle(
        IPageSide pages, IRowSide rows, DataSourceBinding binding, DatabaseState state, SyncRun run, SyncRequest request, SyncEnvironment environment, SyncTally tally)
    {
        _pages = pages;
        _binding = binding;
        _state = state;
        _run = run;
        _chunkSize = request.ChunkSize;
        _environment = environment;
        _line = new ExchangeLine(rows, environment.NewId);
        _planner = new Planner(request.Policy);
        _tally = tally;
        _retried = [.. state.Retry];
        _lastExchange = environment.Time.GetTimestamp();
    }

    /// <summary>The fields whose property is gone or of another type.</summary>
    public IReadOnlyCollection<UnreadField> SchemaFindings => _schemaFindings.Values;

    /// <summary>Relations that look empty because what they point to cannot be read.</summary>
    public IReadOnlyCollection<Field> Unproven => _unproven;

    /// <summary>Up to where the database has been read, if no exchange has noted it; the end of the run does.</summary>
    public Watermark? OpenWatermark { get; private set; }

    private Database Database => _binding.Database;

    /// <summary>Carries every page of a window, and those whose retry is due.</summary>
    public async Task RunAsync(PageWindow window, CancellationToken cancellationToken)
    {
        var batches = new PageSource(_pages, _binding).ReadAsync(_state.Retry, window, ReadAhead, cancellationToken);
        await CarryAsync(
            ChunkAsync(batches, cancellationToken), () => window.MovesWatermark && _asOf is { } asOf ? new Watermark(asOf.FloorToMinute(), window.IsFull) : null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Carries one page, which was read already.</summary>
    public async Task RunPageAsync(PageBatch batch, CancellationToken cancellationToken)
    {
        _retried.UnionWith(batch.Pages.Select(p => p.Id));
        await CarryAsync(ChunkAsync(One(batch), cancellationToken), () => null, cancellationToken).ConfigureAwait(false);
    }

    private async Task CarryAsync(IAsyncEnumerable<(List<Page> Chunk, bool IsLast)> chunks, Func<Watermark?> watermark, CancellationToken cancellationToken)
    {
        await foreach (var (chunk, isLast) in chunks.ConfigureAwait(false))
        {
            if (_state.IsEmpty)
            {
                // Nothing is there that a page could belong to: no look is needed before the first write.
                foreach (var page in chunk)
                {
                    Carry(page, null, null, _planner.Decide(page, null, null));
                }

                await ExchangeAsync([], isLast ? watermark() : null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await ExchangeAsync(chunk, null, cancellationToken).ConfigureAwait(false);
            }
        }

        while (!_outbox.IsEmpty || _stale.Count > 0)
        {
            await ExchangeAsync([], watermark(), cancellationToken).ConfigureAwait(false);
        }

        if (!_watermarkNoted)
        {
            OpenWatermark = watermark();
        }
    }

    /// <summary>Chunks of the pages that are read, each page once in a chunk, and whether a chunk is the last.</summary>
    private async IAsyncEnumerable<(List<Page> Chunk, bool IsLast)> ChunkAsync(
        IAsyncEnumerable<PageBatch> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new Dictionary<Guid, Page>();
        var characters = 0;
        await foreach (var batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            _asOf ??= batch.AsOf;
            Note(batch);
            foreach (var page in batch.Pages)
            {
                if (chunk.Count >= _chunkSize || characters >= ChunkCharacters)
                {
                    yield return ([.. chunk.Values], false);
                    chunk.Clear();
                    characters = 0;
                }

                NoteSchema(page);
                if (WhyNotHeld(page) is { } reason)
                {
                    Fail(page.Id, reason);
                    continue;
                }

                chunk[page.Id] = page;
                characters += SizeOf(page.Record);
            }

            if (!_run.DryRun && _environment.Time.GetElapsedTime(_lastExchange) > LongestSilence)
            {
                await ExchangeAsync([], null, cancellationToken).ConfigureAwait(false);
            }
        }

        if (chunk.Count > 0)
        {
            yield return ([.. chunk.Values], true);
        }
    }

    private void Note(PageBatch batch)
    {
        _tally.Read += batch.Pages.Count;
        foreach (var pageId in batch.Gone)
        {
            _outbox.Settle(pageId);
        }

        foreach (var pageId in batch.NotFound)
        {
            Fail(pageId, "Notion does not find the page: it is deleted for good, or not shared with the integration");
        }

        foreach (var failure in batch.Failures)
        {
            Fail(failure.RecordId, failure.Reason);
        }
    }

    /// <summary>Writes what was decided, looks at the next chunk and at what has moved, and decides.</summary>
    private async Task ExchangeAsync(List<Page> look, Watermark? watermark, CancellationToken cancellationToken)
    {
        var known = new Dictionary<Guid, Page>(_stale);
        _stale.Clear();
        foreach (var page in look)
        {
            known[page.Id] = page;
        }

        foreach (var pageId in known.Keys)
        {
            _outbox.Forget(pageId);
        }

        var exchange = _outbox.Take(_environment.NewId(), _run, Database, [.. known.Values], known.Count == 0 ? watermark : null);
        var answer = await _line.SendAsync(exchange, cancellationToken).ConfigureAwait(false);
        _lastExchange = _environment.Time.GetTimestamp();

        var written = exchange.Writes.ToDictionary(w => w.Page.Id);
        foreach (var outcome in _run.DryRun ? exchange.Writes.Select(Foresee) : answer.Outcomes)
        {
            Note(outcome, written[outcome.PageId]);
        }

        _watermarkNoted |= exchange.Watermark is not null && _stale.Count == 0;
        _environment.Observer.Progress(Database, _tally.Read, _tally.Settled);
        await DecideAsync(known, answer.Seen, cancellationToken).ConfigureAwait(false);
    }

    private async Task DecideAsync(Dictionary<Guid, Page> known, IReadOnlyList<Sighting> seen, CancellationToken cancellationToken)
    {
        var claimed = new HashSet<Guid>();
        foreach (var sighting in seen)
        {
            var page = await WithoutUnprovenAsync(known[sighting.PageId], sighting.Link, cancellationToken).ConfigureAwait(false);
            if (sighting.Elsewhere is { } elsewhere)
            {
                Fail(page.Id, $"'{page.Record.Title}' was moved here from {elsewhere}, which still has its row");
                continue;
            }

            // A copy of a page names the row of the page that it was copied from: the first one has it.
            var row = sighting is { Link: null, Row: { } found } && !claimed.Add(found.Id) ? null : sighting.Row;
            Carry(page, sighting.Link, row, _planner.Decide(page, sighting.Link, row));
        }
    }

    /// <summary>Puts what is this direction's of a decision into the outbox.</summary>
    private void Carry(Page page, Link? link, Row? row, Decision decision)
    {
        if (decision.Conflict.Count > 0 && _conflicts.Add(page.Id))
        {
            _tally.Conflicts++;
        }

        switch (decision.Kind)
        {
            case DecisionKind.CreateRow or DecisionKind.RowAgain or DecisionKind.Agree:
            case DecisionKind.Write when decision.ToRow.Count > 0:
                _outbox.Add(new RowWrite
                {
                    Page = page,
                    Row = row,
                    Again = row is null ? link?.RowId : null,
                    Values = [.. decision.ToRow.Select(f => (f, page.Record[f]!))],
                });
                break;
            case DecisionKind.Forget:
                _outbox.Add(new RowDelete(page.Id, link!.RowId, null));
                _tally.Unchanged++;
                break;
            default:
                _tally.Unchanged++;
                if (_retried.Contains(page.Id))
                {
                    _outbox.Settle(page.Id);
                }

                break;
        }

        if (decision is { Conflict.Count: > 0, Winner: Side.Notion })
        {
            _outbox.Add(new ConflictNote(page.Id, row!.Id, decision.Winner, [.. decision.Conflict.Select(f => (f, page.Record[f]!, row.Record[f]!))]));
        }
        else if (decision.Conflict.Count > 0)
        {
            // The page has edits that nobody has settled: they must not be forgotten once the watermark has passed them.
            _outbox.AddPending(page.Id);
        }
    }

    /// <summary>The page without relations that Notion shows as empty only because it may not show what they point to.</summary>
    private async Task<Page> WithoutUnprovenAsync(Page page, Link? link, CancellationToken cancellationToken)
    {
        if (link is null || page.InTrash)
        {
            return page;
        }

        Record? without = null;
        foreach (var bound in _binding.Properties.Where(p => p.Target is { } t && t.DataSourceId != _binding.DataSourceId))
        {
            if (page.Record[bound.Field] is not FieldValue.None || link.Base[bound.Field] is not FieldValue.References)
            {
                continue;
            }

            var target = bound.Target!.DataSourceId;
            if (!_isReadable.TryGetValue(target, out var isReadable))
            {
                _isReadable[target] = isReadable = await _pages.CanReadAsync(target, cancellationToken).ConfigureAwait(false);
            }

            if (!isReadable)
            {
                _unproven.Add(bound.Field);
                without ??= page.Record.Copy();
                without[bound.Field] = null;
            }
        }

        return without is null ? page : page with { Record = without };
    }

    private void Note(WriteOutcome outcome, RowWrite write)
    {
        switch (outcome.State)
        {
            case WriteState.Created:
                _tally.Created++;
                break;
            case WriteState.Updated:
                _tally.Updated++;
                break;
            case WriteState.Unchanged:
                _tally.Unchanged++;
                break;
            case WriteState.Failed:
                // The exchange itself has noted it for the next cycle.
                _tally.Fail($"'{write.Page.Record.Title}': {outcome.Reason}");
                break;
            case WriteState.Stale:
                var attempts = _attempts[outcome.PageId] = _attempts.GetValueOrDefault(outcome.PageId) + 1;
                if (attempts < MostAttempts)
                {
                    _stale[outcome.PageId] = write.Page;
                }
                else
                {
                    Fail(outcome.PageId, $"'{write.Page.Record.Title}': its row keeps changing while it is being written");
                }

                break;
        }
    }

    private WriteOutcome Foresee(RowWrite write)
    {
        var columns = write.Changes.Select(f => f.Column).ToList();
        var state = write.Row is null ? WriteState.Created : columns.Count > 0 ? WriteState.Updated : WriteState.Unchanged;
        if (state != WriteState.Unchanged)
        {
            _environment.Observer.Plan(new PlannedChange(
                Database, state == WriteState.Created ? "Create row" : "Update row", write.Page.Id, write.Row?.Id, write.Page.Record.Title, columns));
        }

        return new WriteOutcome(write.Page.Id, state);
    }

    private void Fail(Guid pageId, string reason)
    {
        // It may name a value that PostgreSQL cannot hold.
        reason = reason.Replace("\0", "\\0", StringComparison.Ordinal);
        _outbox.Add(new RecordFailure(pageId, reason));
        _tally.Fail(reason);
    }

    private void NoteSchema(Page page)
    {
        foreach (var unread in page.Unread.Where(u => u.Kind != UnreadKind.Value))
        {
            _schemaFindings.TryAdd(unread.Field, unread);
        }
    }

    private static async IAsyncEnumerable<PageBatch> One(PageBatch batch)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return batch;
    }

    private static string? WhyNotHeld(Page page)
    {
        foreach (var (field, value) in page.Record.Known())
        {
            if (RowCodec.WhyNotHeld(value) is { } reason)
            {
                return $"{field.Property} of '{page.Record.Title}': {reason}";
            }
        }

        return null;
    }

    private static int SizeOf(Record record) => record.Known().Sum(k => k.Value switch
    {
        FieldValue.Text text => text.Value.Length,
        FieldValue.Json json => json.Canonical.Length,
        FieldValue.References references => references.Targets.Count * 40,
        _ => 20,
    });
}
