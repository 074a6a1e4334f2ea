using System.Numerics;

namespace EventFlow.DetectionBench;

/// <summary>Cross-validation: series are scored with what was chosen on others.</summary>
internal static class Folds
{
    public const int Count = 6;

    /// <summary>Each sixth of the series held out once.</summary>
    public static IEnumerable<(IReadOnlyList<int> Training, IReadOnlyList<int> Held)> Of(int series) => By([.. Enumerable.Range(0, series).Select(static i => i % Count)]);

    /// <summary>Each group held out once; of every series its group.</summary>
    public static IEnumerable<(IReadOnlyList<int> Training, IReadOnlyList<int> Held)> By<TGroup>(IReadOnlyList<TGroup> groups) =>
        groups.Distinct().Select(group => (
            (IReadOnlyList<int>)[.. Enumerable.Range(0, groups.Count).Where(i => !Equals(groups[i], group))],
            (IReadOnlyList<int>)[.. Enumerable.Range(0, groups.Count).Where(i => Equals(groups[i], group))]));

    /// <summary>Nested choice: of several settings, each with a tally per series, the one that is best on the other folds is scored on each fold.</summary>
    public static TTally Choose<TTally>(IReadOnlyList<TTally[]> settings, IEnumerable<(IReadOnlyList<int> Training, IReadOnlyList<int> Held)> folds, Func<TTally, double> score)
        where TTally : struct, IAdditionOperators<TTally, TTally, TTally> =>
        folds.Select(fold => Sum(settings.MaxBy(setting => score(Sum(setting, fold.Training)))!, fold.Held)).Aggregate(static (a, b) => a + b);

    private static TTally Sum<TTally>(TTally[] tallies, IReadOnlyList<int> of)
        where TTally : struct, IAdditionOperators<TTally, TTally, TTally> => of.Aggregate(default(TTally), (sum, i) => sum + tallies[i]);
}
