using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Supabase;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Carries one database from Notion to Supabase, a chunk at a time: while one chunk is written, the pages of the next are read. An exchange writes the
/// chunk that was decided and looks at the one that comes next, so that each chunk costs one request.
/// </summary>
internal sealed class NotionToSupabase
{
    /// <summary>A record whose row has moved under every one of so many attempts waits for the next cycle.</summary>
    private const int MostAttempts = 5;

    /// <summary>About what one request to Supabase should carry at the most, in characters of text.</summary>
    private const int ChunkCharacters = 2_000_000;

    private readonly IPageSide _pages;
    private readonly IRowSide _rows;
    private readonly DataSourceBinding _binding;
    private readonly DatabaseState _state;
    private readonly SyncRun _run;
    private readonly int _chunkSize;
    private readonly SyncEnvironment _environment;
    private readonly Dictionary<Guid, int> _attempts = [];
    private readonly HashSet<Guid> _conflicts = [];
    private readonly List<RecordFailure> _failures = [];
    private readonly List<Guid> _settled = [];

    /// <summary>Pages whose row has moved since they were looked at.</summary>
    private readonly Dictionary<Guid, Page> _stale = [];

    private readonly Dictionary<Field, string> _schemaFindings = [];
    private DateTimeOffset? _asOf;
    private bool _watermarkNoted;

    public NotionToSupabase(
        IPageSide pages, IRowSide rows, DataSourceBinding binding, DatabaseState state, SyncRun run, SyncRequest request, SyncEnvironment environment)
    {
        _pages = pages;
        _rows = rows;
        _binding = binding;
        _state = state;
        _run = run;
        _chunkSize = request.ChunkSize;
        _environment = environment;
    }

    /// <summary>What has been done so far; also after an error.</summary>
    public SyncTally Tally { get; } = new();

    /// <summary>The fields whose property is gone or of another type, with the reason.</summary>
    public IReadOnlyDictionary<Field, string> SchemaFindings => _schemaFindings;

    /// <summary>Up to where the database has been read, if no exchange has noted it; the end of the run does.</summary>
    public Watermark? OpenWatermark { get; private set; }

    private Database Database => _binding.Database;

    /// <summary>Carries every page of the window, and those whose retry is due.</summary>
    public async Task RunAsync(DateTimeOffset? editedFrom, bool movesWatermark, CancellationToken cancellationToken)
    {
        var isFull = editedFrom is null;
        using var stopReading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = Channel.CreateBounded<PageBatch>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });
        var reading = ReadAsync(read.Writer, editedFrom, stopReading.Token);
        try
        {
            await CarryAsync(read.Reader, () => movesWatermark && _asOf is { } asOf ? new Watermark(FloorToMinute(asOf), isFull) : null, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            await stopReading.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Carries one page.</summary>
    public async Task RunPageAsync(Guid pageId, CancellationToken cancellationToken)
    {
        var read = Channel.CreateUnbounded<PageBatch>();
        read.Writer.TryWrite(await _pages.ReadPageAsync(_binding, pageId, cancellationToken).ConfigureAwait(false));
        read.Writer.Complete();
        await CarryAsync(read.Reader, () => null, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAsync(ChannelWriter<PageBatch> writer, DateTimeOffset? editedFrom, CancellationToken cancellationToken)
    {
        Exception? error = null;
        try
        {
            foreach (var pageId in _state.Retry)
            {
                var batch = await _pages.ReadPageAsync(_binding, pageId, cancellationToken).ConfigureAwait(false);
                await writer.WriteAsync(batch with { AsOf = null }, cancellationToken).ConfigureAwait(false);
            }

            await foreach (var batch in _pages.ReadAsync(_binding, editedFrom, cancellationToken).ConfigureAwait(false))
            {
                await writer.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            error = e;
            throw;
        }
        finally
        {
            writer.Complete(error);
        }
    }

    private async Task CarryAsync(ChannelReader<PageBatch> batches, Func<Watermark?> watermark, CancellationToken cancellationToken)
    {
        List<RowWrite> writes = [];
        await foreach (var (chunk, isLast) in ChunkAsync(batches, cancellationToken).ConfigureAwait(false))
        {
            if (_state.IsEmpty)
            {
                // Nothing is there that a page could belong to: no look is needed before the first write.
                writes.AddRange(chunk.Select(p => Write(p, Planner.Decide(p, null, null), null)).OfType<RowWrite>());
                writes = await ExchangeAsync(writes, [], isLast ? watermark() : null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                writes = await ExchangeAsync(writes, chunk, null, cancellationToken).ConfigureAwait(false);
            }
        }

        while (writes.Count > 0 || _stale.Count > 0 || _failures.Count > 0 || _settled.Count > 0)
        {
            writes = await ExchangeAsync(writes, [], watermark(), cancellationToken).ConfigureAwait(false);
        }

        if (!_watermarkNoted)
        {
            OpenWatermark = watermark();
        }
    }

    /// <summary>Chunks of the pages that are read, each page once in a chunk, and whether a chunk is the last.</summary>
    private async IAsyncEnumerable<(List<Page> Chunk, bool IsLast)> ChunkAsync(
        ChannelReader<PageBatch> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new Dictionary<Guid, Page>();
        var characters = 0;
        await foreach (var batch in batches.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            _asOf ??= batch.AsOf;
            _settled.AddRange(batch.Gone);
            Tally.Read += batch.Pages.Count;
            foreach (var failure in batch.Failures)
            {
                Fail(failure.PageId, failure.Reason);
            }

            foreach (var page in batch.Pages)
            {
                if (chunk.Count >= _chunkSize || characters >= ChunkCharacters)
                {
                    yield return ([.. chunk.Values], false);
                    chunk.Clear();
                    characters = 0;
                }

                NoteSchema(page);
                if (page.InTrash)
                {
                    _settled.Add(page.Id);
                    Tally.Unchanged++;
                    continue;
                }

                if (WhyNotHeld(page) is { } reason)
                {
                    Fail(page.Id, reason);
                    continue;
                }

                chunk[page.Id] = page;
                characters += SizeOf(page.Record);
            }
        }

        if (chunk.Count > 0)
        {
            yield return ([.. chunk.Values], true);
        }
    }

    /// <summary>Writes what was decided, looks at the next chunk and at what has moved, and decides.</summary>
    private async Task<List<RowWrite>> ExchangeAsync(List<RowWrite> writes, List<Page> look, Watermark? watermark, CancellationToken cancellationToken)
    {
        var known = new Dictionary<Guid, Page>(_stale);
        _stale.Clear();
        foreach (var page in look)
        {
            known[page.Id] = page;
        }

        // A page that is both written and looked at again has been edited meanwhile; what is written now would be old.
        var due = writes.Where(w => !known.ContainsKey(w.Page.Id)).ToList();
        var answer = await _rows.ExchangeAsync(
            new Exchange
            {
                Id = _environment.NewId(),
                RunId = _run.Id,
                Database = Database,
                DryRun = _run.DryRun,
                Writes = due,
                Failures = [.. _failures],
                Settled = [.. _settled],
                Look = [.. known.Values],
                Watermark = known.Count == 0 ? watermark : null,
            },
            cancellationToken).ConfigureAwait(false);
        _failures.Clear();
        _settled.Clear();

        var written = due.ToDictionary(w => w.Page.Id);
        foreach (var outcome in _run.DryRun ? due.ConvertAll(Foresee) : answer.Outcomes)
        {
            Note(outcome, written[outcome.PageId]);
        }

        _watermarkNoted |= watermark is not null && known.Count == 0 && _stale.Count == 0;
        _environment.Observer.Progress(Database, Tally.Read, Tally.Settled);
        return [.. answer.Seen.Select(s => Decide(known[s.PageId], s)).OfType<RowWrite>()];
    }

    private RowWrite? Decide(Page page, Sighting seen)
    {
        var decision = Planner.Decide(page, seen.Link, seen.Row);
        if (decision.IsConflict && _conflicts.Add(page.Id))
        {
            Tally.Conflicts++;
        }

        if (Write(page, decision, seen.Row) is { } write)
        {
            return write;
        }

        Tally.Unchanged++;
        if (decision.Kind == DecisionKind.Nothing && _state.Retry.Contains(page.Id))
        {
            _settled.Add(page.Id);
        }

        return null;
    }

    /// <summary>The part of a decision that is this direction's, or null if it has none.</summary>
    private static RowWrite? Write(Page page, Decision decision, Row? row)
    {
        if (decision.Kind is DecisionKind.Nothing or DecisionKind.RowIsDeleted || (decision.Kind == DecisionKind.WritePage && decision.ToRow.Count == 0))
        {
            return null;
        }

        return new RowWrite
        {
            Page = page,
            Row = row,
            Values = [.. decision.ToRow.Select(f => (f, page.Record[f]!))],
            IsConflict = decision.IsConflict,
        };
    }

    private void Note(WriteOutcome outcome, RowWrite write)
    {
        switch (outcome.State)
        {
            case WriteState.Created:
                Tally.Created++;
                break;
            case WriteState.Updated:
                Tally.Updated++;
                break;
            case WriteState.Unchanged:
                Tally.Unchanged++;
                break;
            case WriteState.Failed:
                // The exchange itself has noted it for the next cycle.
                Tally.Failed++;
                Tally.Reasons.Add($"'{write.Page.Record.Title}': {outcome.Reason}");
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

        return new WriteOutcome { PageId = write.Page.Id, State = state, Columns = columns };
    }

    private void Fail(Guid pageId, string reason)
    {
        _failures.Add(new RecordFailure(pageId, reason));
        Tally.Failed++;
        Tally.Reasons.Add(reason);
    }

    private void NoteSchema(Page page)
    {
        foreach (var unread in page.Unread.Where(u => u.IsSchema))
        {
            _schemaFindings.TryAdd(unread.Field, unread.Reason);
        }
    }

    private static string? WhyNotHeld(Page page)
    {
        foreach (var (field, value) in page.Record.Known())
        {
            if (RowCodec.WhyNotHeld(value) is { } reason)
            {
                return $"{field.Property} of '{page.Record.Title.Replace("\0", "\\0", StringComparison.Ordinal)}': {reason}";
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

    private static DateTimeOffset FloorToMinute(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
