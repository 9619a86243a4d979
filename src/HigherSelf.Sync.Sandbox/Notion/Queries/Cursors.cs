using System.Buffers.Binary;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Queries;

/// <summary>A list that is walked page by page. It was put together once, when the walk began.</summary>
/// <param name="Scope">What was asked for; a cursor is good for the same request only.</param>
/// <param name="Items">The whole list.</param>
/// <param name="IsCapped">Whether there was more than a query may return.</param>
internal sealed record Walk(string Scope, IReadOnlyList<object> Items, bool IsCapped = false);

/// <summary>
/// The walks that are under way. A cursor looks like a UUID, holds the walk and the place in it, and lives as long as its
/// walk: only the latest ones are kept, so old cursors die, as they do in Notion.
/// </summary>
internal sealed class Cursors(IdSource ids)
{
    private const int Capacity = 256;
    private readonly Dictionary<Guid, Walk> _walks = [];
    private readonly Queue<Guid> _byAge = [];

    /// <summary>The part of a list that a request asks for, and the cursor of the next part.</summary>
    public (Walk Walk, IEnumerable<object> Part, string? Next) Page(string scope, string? cursor, int pageSize, Func<Walk> start)
    {
        var (id, position, walk) = cursor is null ? (Guid.Empty, 0, start()) : Find(scope, cursor);
        var end = Math.Min(position + pageSize, walk.Items.Count);
        if (end == walk.Items.Count)
        {
            return (walk, Slice(walk, position, end), null);
        }

        id = id == Guid.Empty ? Keep(walk) : id;
        return (walk, Slice(walk, position, end), At(id, end).ToString());
    }

    /// <summary>Lets every cursor die.</summary>
    public void Forget()
    {
        _walks.Clear();
        _byAge.Clear();
    }

    private static IEnumerable<object> Slice(Walk walk, int from, int end) =>
        Enumerable.Range(from, end - from).Select(position => walk.Items[position]);

    private (Guid Id, int Position, Walk Walk) Find(string scope, string cursor)
    {
        if (NotionId.TryParse(cursor, out var at))
        {
            Span<byte> bytes = stackalloc byte[16];
            at.TryWriteBytes(bytes, bigEndian: true, out _);
            var position = BinaryPrimitives.ReadInt32BigEndian(bytes[12..]);
            var id = At(at, 0);
            if (_walks.TryGetValue(id, out var walk) && walk.Scope == scope && position > 0 && position < walk.Items.Count)
            {
                return (id, position, walk);
            }
        }

        throw ApiException.InvalidCursor(cursor);
    }

    private Guid Keep(Walk walk)
    {
        var id = At(ids.Next(), 0);
        _walks.Add(id, walk);
        _byAge.Enqueue(id);
        if (_byAge.Count > Capacity)
        {
            _walks.Remove(_byAge.Dequeue());
        }

        return id;
    }

    private static Guid At(Guid walk, int position)
    {
        Span<byte> bytes = stackalloc byte[16];
        walk.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], position);
        return new Guid(bytes, bigEndian: true);
    }
}
