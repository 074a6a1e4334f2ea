namespace EventFlow.Gateway.Events;

/// <summary>Names and values in order of name, as a label set wants them; reused from event to event. The last value given for a name wins. Not thread safe.</summary>
internal sealed class SortedPairs
{
    private readonly List<string> _pairs = [];

    public int Count => _pairs.Count / 2;

    public void Clear() => _pairs.Clear();

    /// <summary>Puts a pair in its place, looked for from the end: senders mostly keep an order. Quadratic at worst, so the caller limits the number.</summary>
    public void Add(string name, string value)
    {
        var at = _pairs.Count;
        while (at > 0 && string.CompareOrdinal(_pairs[at - 2], name) > 0)
        {
            at -= 2;
        }

        if (at > 0 && _pairs[at - 2] == name)
        {
            _pairs[at - 1] = value;
        }
        else
        {
            _pairs.Insert(at, name);
            _pairs.Insert(at + 1, value);
        }
    }

    public ReadOnlySpan<string> AsSpan() => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pairs);

    public LabelSet ToLabelSet() => LabelSet.FromPairs([.. _pairs]);
}
