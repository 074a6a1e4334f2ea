using System.Buffers;
using EventFlow.Detection;

namespace EventFlow.LogPatterns;

/// <summary>
/// Finds the patterns of the log messages of one service as they come, after Drain (P. He, J. Zhu, Z. Zheng, M. R. Lyu: Drain, an online log parsing approach with fixed depth tree, ICWS 2017):
/// a tree of fixed depth leads by severity, number of words and first word to the few patterns a message can belong to.
/// </summary>
/// <remarks>
/// Two things differ. Words with digits are masked before anything is compared, so that most messages have their final pattern at first sight. And a place of a pattern becomes variable not with the
/// second word seen there but with the fourth: <c>payment accepted</c> and <c>payment declined</c> stay apart, which is the news one waits for.
/// What it holds is bounded: beyond the most patterns, the one that was not seen for longest is forgotten. The same messages give the same patterns, also when saved and loaded midway.
/// A message in a form seen lately costs one pass over its bytes and no allocation. For one thread at a time.
/// </remarks>
public sealed class LogPatternMiner
{
    /// <summary>Different words at a place that make it variable.</summary>
    public const int VariableFrom = 4;

    private const byte StateVersion = 1;
    private const int MostChildren = 64;
    private const int CacheSize = 256;

    private readonly int _mostPatterns;
    private readonly MessageTokens _tokens = new();
    private readonly List<LogPattern> _patterns = [];
    private readonly Dictionary<(LogSeverity Level, int Length), Dictionary<ulong, List<LogPattern>>> _tree = [];
    private readonly (ulong Key, LogPattern? Pattern)[] _cache = new (ulong, LogPattern?)[CacheSize];
    private long _nextId = 1;

    /// <summary>A miner that knows no pattern.</summary>
    /// <param name="mostPatterns">Patterns kept.</param>
    public LogPatternMiner(int mostPatterns) => _mostPatterns = mostPatterns;

    /// <summary>The patterns, oldest first.</summary>
    public IReadOnlyList<LogPattern> Patterns => _patterns;

    /// <summary>Patterns forgotten for want of room.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Event time of the first record, unix ms: ids of patterns mean something only within one such life.</summary>
    public long Epoch { get; private set; } = long.MinValue;

    /// <summary>Takes a record and says which pattern it belongs to.</summary>
    public LogPattern Take(ReadOnlySpan<byte> message, LogSeverity level, long time)
    {
        if (Epoch == long.MinValue) Epoch = time;
        var key = MessageTokens.FormOf(message, (ulong)level);
        ref var cached = ref _cache[key % CacheSize];
        if (cached.Pattern is null || cached.Key != key) cached = (key, Read(message, level));
        cached.Pattern!.Add(time);
        return cached.Pattern;
    }

    /// <summary>What to save.</summary>
    public byte[] Save()
    {
        var state = new ArrayBufferWriter<byte>(256);
        state.WriteByte(StateVersion);
        state.WriteInt64(_nextId);
        state.WriteInt64(Forgotten);
        state.WriteInt64(Epoch);
        state.WriteInt32(_patterns.Count);
        foreach (var pattern in _patterns) LogPatternState.Write(state, pattern);
        return state.WrittenSpan.ToArray();
    }

    /// <summary>Takes back what <see cref="Save"/> gave. False, knowing nothing, when it is of another version or damaged; an empty one is a beginning.</summary>
    public bool TryLoad(ReadOnlySpan<byte> saved)
    {
        Clear();
        if (saved.IsEmpty) return true;
        var reader = new StateReader(saved);
        var isThis = reader.ReadByte(StateVersion) == StateVersion;
        _nextId = reader.ReadInt64();
        Forgotten = reader.ReadInt64();
        Epoch = reader.ReadInt64();
        var count = reader.ReadInt32(0, 100_000);
        for (var i = 0; i < count && !reader.Failed; i++)
            if (LogPatternState.Read(ref reader) is { } pattern) Keep(pattern);
        if (isThis && reader.AtEnd && _patterns.Count == count && !_patterns.Exists(p => p.Id >= _nextId))
        {
            // Another setting may allow fewer.
            while (_patterns.Count > _mostPatterns) Forget(Oldest());
            return true;
        }

        Clear();
        return false;
    }

    private LogPattern Read(ReadOnlySpan<byte> message, LogSeverity level)
    {
        _tokens.Read(message);
        return Find(level) ?? Learn(level);
    }

    private LogPattern? Find(LogSeverity level)
    {
        if (!_tree.TryGetValue((level, _tokens.Count), out var branches)) return null;
        var first = FirstWord();
        var found = branches.TryGetValue(first, out var leaf) ? Best(leaf) : null;
        return found ?? (first != MessageTokens.WildHash && branches.TryGetValue(MessageTokens.WildHash, out var wild) ? Best(wild) : null);
    }

    /// <summary>Of the patterns of a leaf that match, the one that says most.</summary>
    private LogPattern? Best(List<LogPattern> leaf)
    {
        var (best, most) = ((LogPattern?)null, -1);
        foreach (var pattern in leaf)
        {
            if (Compare(pattern, out var equal) == 0 && equal > most) (best, most) = (pattern, equal);
        }

        return best;
    }

    /// <summary>The places at which the message differs from a pattern, a bit each; and how many of its fixed words it has.</summary>
    private ulong Compare(LogPattern pattern, out int equal)
    {
        var hashes = _tokens.Hashes;
        ulong differs = 0;
        equal = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            if (pattern.Tokens[i] == MessageTokens.WildHash) continue;
            if (pattern.Tokens[i] == hashes[i]) equal++;
            else differs |= 1UL << i;
        }

        return differs;
    }

    /// <summary>A message unlike all patterns: joins its like to one pattern when they have become many, else is a pattern of its own.</summary>
    private LogPattern Learn(LogSeverity level)
    {
        // What the cache says may not hold any more.
        Array.Clear(_cache);
        var branches = _tree.TryGetValue((level, _tokens.Count), out var known) ? known : _tree[(level, _tokens.Count)] = [];
        var key = FirstWord();
        if (!branches.ContainsKey(key) && branches.Count >= MostChildren) key = MessageTokens.WildHash;
        if (branches.TryGetValue(key, out var leaf) && Alike(leaf, out var places) is { Count: >= VariableFrom - 1 } alike) return Join(alike, places);
        if (_patterns.Count >= _mostPatterns) Forget(Oldest());
        var pattern = new LogPattern(_nextId++, level, key, _tokens.Hashes.ToArray(), TextOfMessage());
        Keep(pattern);
        return pattern;
    }

    /// <summary>Patterns that differ from the message, and so from each other, in the same places; those of the most similar one.</summary>
    private List<LogPattern> Alike(List<LogPattern> leaf, out ulong places)
    {
        places = 0;
        var most = 0;
        foreach (var pattern in leaf)
        {
            var differs = Compare(pattern, out var equal);
            if (equal <= most || equal < System.Numerics.BitOperations.PopCount(differs)) continue;
            (places, most) = (differs, equal);
        }

        var (wanted, least) = (places, most);
        return most == 0 ? [] : leaf.FindAll(p => Compare(p, out var equal) == wanted && equal == least);
    }

    private LogPattern Join(List<LogPattern> alike, ulong places)
    {
        var oldest = alike[0];
        oldest.Widen(places);
        for (var i = 1; i < alike.Count; i++)
        {
            oldest.Absorb(alike[i]);
            Remove(alike[i]);
        }

        return oldest;
    }

    private ulong FirstWord() => _tokens.Count == 0 ? MessageTokens.WildHash : _tokens.Hashes[0];

    private byte[] TextOfMessage()
    {
        var text = new ArrayBufferWriter<byte>(64);
        for (var i = 0; i < _tokens.Count; i++)
        {
            if (i > 0) text.Write(" "u8);
            text.Write(_tokens[i]);
        }

        return text.WrittenSpan.ToArray();
    }

    private void Keep(LogPattern pattern)
    {
        _patterns.Add(pattern);
        var place = (pattern.Level, pattern.Tokens.Length);
        var branches = _tree.TryGetValue(place, out var known) ? known : _tree[place] = [];
        if (!branches.TryGetValue(pattern.PathKey, out var leaf)) branches[pattern.PathKey] = leaf = [];
        leaf.Add(pattern);
    }

    private LogPattern Oldest() => _patterns.MinBy(static p => (p.LastSeen, p.Id))!;

    private void Forget(LogPattern pattern)
    {
        Forgotten++;
        Remove(pattern);
    }

    private void Remove(LogPattern pattern)
    {
        _patterns.Remove(pattern);
        var place = (pattern.Level, pattern.Tokens.Length);
        var leaf = _tree[place][pattern.PathKey];
        leaf.Remove(pattern);
        if (leaf.Count == 0) _tree[place].Remove(pattern.PathKey);
        if (_tree[place].Count == 0) _tree.Remove(place);
    }

    private void Clear()
    {
        _patterns.Clear();
        _tree.Clear();
        Array.Clear(_cache);
        (_nextId, Forgotten, Epoch) = (1, 0, long.MinValue);
    }
}
