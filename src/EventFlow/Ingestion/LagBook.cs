namespace EventFlow.Ingestion;

/// <summary>
/// What the processes of a cluster know of the partitions of the log, joined: how far each reaches by whoever appended last, how far it is applied by the one process that applies it. Times are those of
/// <see cref="SteadyTime"/>. Not thread safe.
/// </summary>
internal sealed class LagBook
{
    // Ten reports; a process that has said nothing for so long is taken for gone.
    private static readonly TimeSpan ReportHolds = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Held> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _appended = new(StringComparer.Ordinal);

    // Of two that say they apply a partition the one that began later does; the other has not noticed yet, or is gone and is not missed yet.
    private readonly Dictionary<string, string> _appliers = new(StringComparer.Ordinal);

    /// <summary>Takes what a process knows, and answers what all know; of callers it counts those of the other processes.</summary>
    public IReadOnlyList<PartitionStanding> Exchange(LagReport report, TimeSpan now)
    {
        foreach (var gone in _reports.Where(r => now - r.Value.At > ReportHolds).Select(static r => r.Key).ToList())
        {
            Take(gone, []);
            _reports.Remove(gone);
        }

        Take(report.Process, report.Partitions.ToDictionary(static p => p.Key, StringComparer.Ordinal));
        (_reports[report.Process].At, _reports[report.Process].Name) = (now, report.Name);
        return [.. _appended.Keys.Select(key => Join(key, report.Process))];
    }

    private void Take(string process, Dictionary<string, PartitionStanding> partitions)
    {
        if (!_reports.TryGetValue(process, out var held))
        {
            _reports.Add(process, held = new Held());
        }

        foreach (var key in held.Partitions.Keys.Union(partitions.Keys))
        {
            var (applied, applies) = (IsApplied(held.Partitions, key), IsApplied(partitions, key));
            if (!applies)
            {
                if (_appliers.GetValueOrDefault(key) == process)
                {
                    _appliers.Remove(key);
                }
            }
            else if (!applied || !_appliers.ContainsKey(key))
            {
                _appliers[key] = process;
            }

            if (partitions.TryGetValue(key, out var told))
            {
                _appended[key] = Math.Max(told.Appended, _appended.GetValueOrDefault(key, -1));
            }
        }

        held.Partitions = partitions;
    }

    private PartitionStanding Join(string key, string asker)
    {
        var holder = _appliers.TryGetValue(key, out var process) ? _reports[process] : null;
        var applier = holder?.Partitions[key];
        var callers = _reports.Where(r => r.Key != asker).Sum(r => r.Value.Partitions.TryGetValue(key, out var told) ? told.Callers : 0);
        return new(key, applier?.Applied ?? -1, _appended[key], applier?.EventsPerSecond, callers) { AppliedBy = holder?.Name };
    }

    private static bool IsApplied(Dictionary<string, PartitionStanding> partitions, string key) => partitions.TryGetValue(key, out var told) && told.Applied >= 0;

    private sealed class Held
    {
        public TimeSpan At { get; set; }

        public string? Name { get; set; }

        public Dictionary<string, PartitionStanding> Partitions { get; set; } = [];
    }
}
