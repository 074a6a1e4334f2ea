namespace EventFlow.Dashboard.OnCall;

/// <summary>A week of a calendar: when it begins (unix ms), and its shifts cut to it.</summary>
public sealed record OnCallWeek(long From, long To, IReadOnlyList<OnCallShift> Shifts)
{
    /// <summary>Cuts shifts into weeks; <paramref name="edges"/> are the beginnings of the weeks and the end of the last one.</summary>
    public static IReadOnlyList<OnCallWeek> Cut(IReadOnlyList<OnCallShift> shifts, IReadOnlyList<long> edges) =>
        [.. Enumerable.Range(0, edges.Count - 1).Select(i => new OnCallWeek(edges[i], edges[i + 1], Within(shifts, edges[i], edges[i + 1])))];

    private static List<OnCallShift> Within(IReadOnlyList<OnCallShift> shifts, long from, long to) =>
        [.. shifts.Where(s => s.From < to && (s.Until ?? to) > from).Select(s => s with { From = Math.Max(s.From, from), Until = Math.Min(s.Until ?? to, to) })];
}
