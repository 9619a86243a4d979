using System.Buffers.Binary;

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>
/// Ids that look random and are the same for the same seed: a stream of well mixed numbers (SplitMix64), of which only
/// the position has to be kept to go on where it stopped. Not thread safe.
/// </summary>
internal sealed class IdSource(int seed, ulong position = 0)
{
    // Real property ids are four such characters; most need percent-encoding, and clients must cope with it.
    private const string ShortAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:;<=>?@[\\]^_`{|}~";
    private const int ShortLength = 4;

    public int Seed { get; } = seed;

    public ulong Position { get; private set; } = position;

    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, NextNumber());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], NextNumber());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public string NextShort() => string.Create(ShortLength, NextNumber(), static (span, number) =>
    {
        foreach (ref var character in span)
        {
            character = ShortAlphabet[(int)(number % (ulong)ShortAlphabet.Length)];
            number /= (ulong)ShortAlphabet.Length;
        }
    });

    private ulong NextNumber()
    {
        unchecked
        {
            var mixed = ((ulong)Seed << 32) + (++Position * 0x9E3779B97F4A7C15UL);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
