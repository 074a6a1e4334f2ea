using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;

namespace EventFlow.Embedded.Storage;

/// <summary>
/// Which row holds the record of a key. It is in memory, some 30 bytes a record, and not an index of the table: most keys are hashes or texts in no order, so that each of a
/// hundred new records would touch another page of an index, and each of these pages would go through the log and into the file. A key without a row needs no look at the
/// database at all, and most alerts are new. Thread safe.
/// </summary>
/// <remarks>Rows are found by a hash of 64 bits of the key; whoever reads one compares the key. Should two keys have the same hash, the second is kept as it is.</remarks>
/// <param name="mask">Bits of the hash that count: all, but in tests.</param>
internal sealed class RowIndex(ulong mask = ulong.MaxValue)
{
    private const int StackChars = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, long> _rows = [];
    private readonly Dictionary<StateKey, long> _others = [];

    /// <summary>Takes all rows there are. Called once, before anything else.</summary>
    public void Load(SqliteConnection connection)
    {
        using var rows = new Statement(connection, "SELECT id, storage, grain_type, grain_key, name FROM grain_state");
        Span<char> buffer = stackalloc char[StackChars];
        while (rows.Step())
        {
            var hash = HashOf(HashOf(rows.Utf8(1), buffer), HashOf(rows.Utf8(2), buffer), HashOf(rows.Utf8(3), buffer), HashOf(rows.Utf8(4), buffer));
            if (!_rows.TryAdd(hash, rows.Number(0)))
                _others[new(Encoding.UTF8.GetString(rows.Utf8(1)), Encoding.UTF8.GetString(rows.Utf8(2)), Encoding.UTF8.GetString(rows.Utf8(3)), Encoding.UTF8.GetString(rows.Utf8(4)))] = rows.Number(0);
        }
    }

    /// <summary>The row that holds the record of a key if there is one; 0 when there surely is none.</summary>
    public long Find(in StateKey key)
    {
        var hash = HashOf(key);
        lock (_gate)
            return _others.Count > 0 && _others.TryGetValue(key, out var other) ? other : _rows.GetValueOrDefault(hash);
    }

    /// <summary>A key has got a row.</summary>
    public void Add(in StateKey key, long row)
    {
        var hash = HashOf(key);
        lock (_gate)
        {
            // It may stand among the others with a row that somebody has deleted by hand.
            if (_others.ContainsKey(key) || !_rows.TryAdd(hash, row))
                _others[key] = row;
        }
    }

    /// <summary>A key has lost its row.</summary>
    public void Remove(in StateKey key)
    {
        var hash = HashOf(key);
        lock (_gate)
        {
            if (!_others.Remove(key))
                _rows.Remove(hash);
        }
    }

    private ulong HashOf(in StateKey key) => HashOf(HashOf(key.Storage), HashOf(key.GrainType), HashOf(AsStored(key.GrainKey)), HashOf(key.Name));

    private ulong HashOf(ulong storage, ulong grainType, ulong grainKey, ulong name) =>
        (grainKey ^ ulong.RotateLeft(grainType, 16) ^ ulong.RotateLeft(name, 32) ^ ulong.RotateLeft(storage, 48)) & mask;

    // Two hashes of 32 bits, both seeded anew in each process, so that nobody can choose keys that meet.
    private static ulong HashOf(ReadOnlySpan<char> text)
    {
        var second = default(HashCode);
        second.AddBytes(MemoryMarshal.AsBytes(text));
        return ((ulong)(uint)string.GetHashCode(text, StringComparison.Ordinal) << 32) | (uint)second.ToHashCode();
    }

    private static ulong HashOf(ReadOnlySpan<byte> utf8, Span<char> buffer) =>
        utf8.Length <= buffer.Length ? HashOf(buffer[..Encoding.UTF8.GetChars(utf8, buffer)]) : HashOf(Encoding.UTF8.GetString(utf8));

    // Half of a pair of surrogates is stored as another character.
    private static string AsStored(string text) => text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
}
