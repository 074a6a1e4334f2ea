using Microsoft.Extensions.Logging;

namespace EventFlow.Ingestion;

/// <summary>
/// The grains of a partition that were fed since the checkpoint, and have to save before it moves. Runs in the turns of the partition's grain.
/// </summary>
internal sealed partial class UnsavedGrains(string partition, string stream, IGrainFactory grains, FedOffsets fed, IngestionOptions options, IngestionInstruments instruments, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    private readonly Quarantine _failing = new(options.MaxTries, options.QuarantineTime, needsSuccess: true);
    private TimeSpan _isUnknownUntil;
    private HashSet<string> _series = new(StringComparer.Ordinal);
    private HashSet<string> _services = new(StringComparer.Ordinal);

    /// <summary>Why grains could not save; null when all could.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether a grain lost what it took since the checkpoint: the partition has to go back there.</summary>
    public bool HasLoss { get; private set; }

    /// <summary>Whether a grain that is left out should be asked again, though nothing else has to be saved.</summary>
    public bool IsRetryDue => _failing.IsAnyDue(clock.GetSteadyTime());

    /// <summary>Those of a plan that was carried out. Not before: a save that runs meanwhile would not cover it.</summary>
    public void Add(DeliveryPlan plan)
    {
        foreach (var batch in plan.Series)
        {
            _series.Add(batch.Series.Value);
        }

        _services.UnionWith(plan.Services.Keys);
    }

    /// <summary>Has all of them save; false when one could not, and all stay. A grain that alone never can does not hold the checkpoint for ever; it stays as well,
    /// and is asked again after a while. When none can the fault is not theirs, and the checkpoint waits.</summary>
    public async Task<bool> SaveAsync()
    {
        var (series, services) = (_series, _services);
        (_series, _services) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        var targets = TargetsOf(series, services);
        var errors = await FanOut.RunAsync(targets, Call, options.MaxConcurrentCalls);
        var failed = FanOut.FailedOf(targets, errors);
        HasLoss |= FeedingFaults.LossIn(failed) is not null;
        var blamed = FeedingFaults.ToBlame(failed);
        foreach (var name in _failing.Note(FanOut.SucceededOf(targets, errors), blamed, targets.Count - (failed.Count - blamed.Count), clock.GetSteadyTime()))
        {
            failed.Remove(name, out var cause);
            Error = $"{name} cannot save and the checkpoint goes on without it: {cause!.Message}";
            instruments.Quarantined(stream);
            LogNotSaved(cause, name, options.MaxTries, partition);
        }

        if (failed.Count == 0)
        {
            KeepLeftOut(series, services);
            Error = _failing.Count == 0 ? null : Error;
            return true;
        }

        // To save again what has saved costs those grains nothing.
        _series.UnionWith(series);
        _services.UnionWith(services);
        var (first, error) = failed.First();
        Error = $"{failed.Count} of {targets.Count} grains could not save, {first} among them: {error.Message}";
        return false;
    }

    private void KeepLeftOut(HashSet<string> series, HashSet<string> services)
    {
        if (_failing.Count == 0)
        {
            return;
        }

        _series.UnionWith(series.Where(key => _failing.Has(IngestionTarget.SeriesName(key))));
        _services.UnionWith(services.Where(key => _failing.Has(IngestionTarget.ServiceName(key))));
    }

    private List<IngestionTarget> TargetsOf(HashSet<string> series, HashSet<string> services)
    {
        var targets = new List<IngestionTarget>(series.Count + services.Count);
        targets.AddRange(series.Select(static key => new IngestionTarget(key, IsService: false)));
        targets.AddRange(services.Select(static key => new IngestionTarget(key, IsService: true)));
        var now = clock.GetSteadyTime();
        if (_failing.Count > 0)
        {
            targets.RemoveAll(t => _failing.Holds(t.Name, now));
        }

        return targets;
    }

    // What a grain takes while it saves is not known to be saved.
    private async ValueTask Call(IngestionTarget target)
    {
        if (fed.Of(target.Key, target.IsService) is { } taken && clock.GetSteadyTime() >= _isUnknownUntil)
        {
            try
            {
                await target.SaveUpToAsync(grains, partition, taken);
                fed.Saved(target.Key, target.IsService, taken);
                return;
            }
            catch (TypeLoadException)
            {
                // A silo of the version before, in a rolling upgrade, does not know this call, and logs each as an error. Nothing else may lead here: one that has lost what it took would say that
                // it has saved all it knows.
                _isUnknownUntil = clock.GetSteadyTime() + AskAgain;
            }
        }

        await target.CallAsync(grains);
    }

    [LoggerMessage(3101, LogLevel.Error, "{Grain} failed to save {Tries} times; the checkpoint of {Partition} goes on without it; it is asked again later, and what it has not saved by then is lost should this process be killed")]
    private partial void LogNotSaved(Exception error, string grain, int tries, string partition);
}
