namespace EventFlow.DetectionBench;

/// <summary>Cross-validation over series: each is scored with what was chosen on series of the other folds.</summary>
internal static class Folds
{
    public const int Count = 6;

    public static IEnumerable<(IReadOnlyList<int> Training, IReadOnlyList<int> Held)> Of(int series) =>
        Enumerable.Range(0, Math.Min(Count, series)).Select(fold => (
            (IReadOnlyList<int>)[.. Enumerable.Range(0, series).Where(i => i % Count != fold)],
            (IReadOnlyList<int>)[.. Enumerable.Range(0, series).Where(i => i % Count == fold)]));
}
