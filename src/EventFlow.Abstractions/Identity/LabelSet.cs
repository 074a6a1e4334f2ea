using System.Text;
using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>
/// An immutable set of labels, ordered by name (ordinal), so that equal sets have one text form and one hash.
/// Thread safe. A name occurs once; the last value given for it wins.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.LabelSet")]
[JsonConverter(typeof(LabelSetJsonConverter))]
public sealed class LabelSet : IEquatable<LabelSet>
{
    /// <summary>The set without labels.</summary>
    public static readonly LabelSet Empty = new([]);

    // Texts in an array up to which it is sorted by insertion, whose cost grows with the square: 32 labels.
    private const int MostSortedInPlace = 64;

    // Name, value, name, value, … ordered by name: one array keeps a set of n labels in a single object.
    [Id(0)] private readonly string[] _pairs;

    private LabelSet(string[] pairs) => _pairs = pairs;

    /// <summary>Number of labels.</summary>
    public int Count => _pairs.Length / 2;

    /// <summary>The value of a label, or null when the set has no such label.</summary>
    public string? this[string name]
    {
        get
        {
            for (var i = 0; i < _pairs.Length; i += 2)
                if (string.Equals(_pairs[i], name, StringComparison.Ordinal)) return _pairs[i + 1];
            return null;
        }
    }

    /// <summary>The labels in order of name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Pairs
    {
        get
        {
            for (var i = 0; i < _pairs.Length; i += 2) yield return new(_pairs[i], _pairs[i + 1]);
        }
    }

    /// <summary>The label at a position in order of name, from 0 to <see cref="Count"/> - 1.</summary>
    public KeyValuePair<string, string> At(int index) => new(_pairs[index * 2], _pairs[index * 2 + 1]);

    /// <summary>Builds a set from pairs in any order.</summary>
    public static LabelSet Create(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var pairs = labels.TryGetNonEnumeratedCount(out var count) ? new List<string>(count * 2) : [];
        foreach (var (name, value) in labels)
        {
            pairs.Add(name);
            pairs.Add(value);
        }
        return FromPairs([.. pairs]);
    }

    /// <summary>
    /// Builds a set from name, value, name, value, … The array becomes the set's own. Fast path: names that ascend already are neither sorted nor copied.
    /// </summary>
    public static LabelSet FromPairs(string[] pairs)
    {
        if (pairs.Length % 2 != 0) throw new ArgumentException($"The array has {pairs.Length} texts; expected a value for every name.", nameof(pairs));
        if (pairs.Length == 0) return Empty;
        for (var i = 2; i < pairs.Length; i += 2)
            if (string.CompareOrdinal(pairs[i - 2], pairs[i]) >= 0) return pairs.Length <= MostSortedInPlace ? SortInPlace(pairs) : SortByTree(pairs);
        return new(pairs);
    }

    /// <summary>Builds a set from (name, value) tuples in any order.</summary>
    public static LabelSet Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var pairs = new string[labels.Length * 2];
        for (var i = 0; i < labels.Length; i++) (pairs[i * 2], pairs[i * 2 + 1]) = labels[i];
        return FromPairs(pairs);
    }

    /// <summary>
    /// This set, of the texts of another where they are equal: sets that come together mostly differ in a label or two, and what is kept of them need not hold the same text again and again.
    /// </summary>
    public LabelSet Sharing(LabelSet other)
    {
        if (other.Count == 0 || Count == 0) return this;
        if (Equals(other)) return other;
        var pairs = _pairs[..];
        for (var (i, o) = (0, 0); i < pairs.Length && o < other._pairs.Length; i += 2)
        {
            while (o < other._pairs.Length && string.CompareOrdinal(other._pairs[o], pairs[i]) < 0) o += 2;
            if (o >= other._pairs.Length || !string.Equals(other._pairs[o], pairs[i], StringComparison.Ordinal)) continue;
            pairs[i] = other._pairs[o];
            if (string.Equals(other._pairs[o + 1], pairs[i + 1], StringComparison.Ordinal)) pairs[i + 1] = other._pairs[o + 1];
        }
        return new(pairs);
    }

    /// <summary>This set with one label added or replaced.</summary>
    public LabelSet With(string name, string value) => Create(Pairs.Append(new(name, value)));

    /// <inheritdoc/>
    public bool Equals(LabelSet? other) => other is not null && (ReferenceEquals(this, other) || _pairs.AsSpan().SequenceEqual(other._pairs));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var text in _pairs) hash.Add(text, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <summary>The text form of Prometheus: <c>{name="value",other="value"}</c>; empty text for the empty set.</summary>
    public override string ToString()
    {
        if (Count == 0) return "";
        var text = new StringBuilder();
        text.Append('{');
        AppendTo(text);
        return text.Append('}').ToString();
    }

    // By insertion: for the few labels that a set has, as a rule, nothing is quicker, and nothing has to be allocated.
    private static LabelSet SortInPlace(string[] pairs)
    {
        var end = 0;
        for (var i = 0; i < pairs.Length; i += 2)
        {
            var (name, value, at) = (pairs[i], pairs[i + 1], end);
            while (at > 0 && string.CompareOrdinal(pairs[at - 2], name) > 0) at -= 2;
            if (at > 0 && string.Equals(pairs[at - 2], name, StringComparison.Ordinal))
            {
                pairs[at - 1] = value;
                continue;
            }
            Array.Copy(pairs, at, pairs, at + 2, end - at);
            (pairs[at], pairs[at + 1]) = (name, value);
            end += 2;
        }
        return new(end == pairs.Length ? pairs : pairs[..end]);
    }

    private static LabelSet SortByTree(string[] pairs)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < pairs.Length; i += 2) sorted[pairs[i]] = pairs[i + 1];
        return new([.. sorted.SelectMany(static p => new[] { p.Key, p.Value })]);
    }

    internal void AppendTo(StringBuilder text)
    {
        for (var i = 0; i < _pairs.Length; i += 2)
        {
            if (i > 0) text.Append(',');
            SeriesText.AppendName(text, _pairs[i]);
            text.Append('=');
            SeriesText.AppendQuoted(text, _pairs[i + 1]);
        }
    }
}
