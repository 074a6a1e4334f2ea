using Microsoft.Extensions.Logging;

namespace EventFlow.Ingestion;

/// <summary>
/// Gives the grains of a partition their shares of its frames. A grain that fails makes the whole delivery fail, so that nothing is skipped, until it has failed so often that it is
/// left out for a while and the others go on. Runs in the turns of the partition's grain.
/// </summary>
internal sealed partial class GrainFeeder(
    string partition, string stream, IGrainFactory grains, FedOffsets fed, IngestionOptions options, IngestionInstruments instruments, TimeProvider clock, ILogger logger)
{
    // In memory only: a service is registered anew after a restart, which changes nothing.
    private const int MaxRegistered = 100_000;

    private readonly HashSet<string> _registered = new(StringComparer.Ordinal);
    private readonly Quarantine _failing = new(options.MaxTries, options.QuarantineTime);

    /// <summary>What a grain that is left out last failed with; null when none is.</summary>
    public string? Error { get; private set; }

    /// <summary>Carries a plan out. Throws when a grain failed that is not left out yet; what the others took they know when it comes again.</summary>
    /// <exception cref="StateLostException">A grain lost what it took since the checkpoint: the partition has to go back there.</exception>
    public async Task FeedAsync(DeliveryPlan plan)
    {
        await RegisterAsync(plan.Services.Keys);
        var targets = TargetsOf(plan);
        var errors = await FanOut.RunAsync(targets, Call, options.MaxConcurrentCalls);
        NoteTaken(targets, errors);
        var failed = FanOut.FailedOf(targets, errors);
        var blamed = FeedingFaults.ToBlame(failed);
        foreach (var name in _failing.Note(FanOut.SucceededOf(targets, errors), blamed, targets.Count - (failed.Count - blamed.Count), clock.GetSteadyTime()))
        {
            failed.Remove(name, out var cause);
            LeaveOut(name, cause!, plan);
        }

        if (failed.Count > 0)
        {
            if (FeedingFaults.LossIn(failed) is { } loss)
            {
                throw loss;
            }

            var (name, cause) = failed.First();
            throw new InvalidOperationException(
                $"Events {plan.FirstOffset} to {plan.NextOffset - 1} of {partition} could not be given to {failed.Count} of {targets.Count} grains, {name} among them: {cause.Message}", cause);
        }
    }

    private void LeaveOut(string name, Exception cause, DeliveryPlan plan)
    {
        Error = $"{name} is left out for {options.QuarantineTime}: {cause.Message}";
        instruments.Quarantined(stream);
        LogQuarantined(cause, name, options.MaxTries, partition, plan.FirstOffset, plan.NextOffset - 1, options.QuarantineTime);
    }

    private async Task RegisterAsync(IEnumerable<string> services)
    {
        // Fast path: all are known, which needs no list.
        if (services.All(_registered.Contains))
        {
            return;
        }

        var unknown = services.Where(s => !_registered.Contains(s)).ToList();

        await grains.GetGrain<IServiceCatalogGrain>(Tenants.Default).Register(unknown);
        if (_registered.Count + unknown.Count > MaxRegistered)
        {
            _registered.Clear();
        }

        _registered.UnionWith(unknown);
    }

    // Also where the delivery as a whole fails: what a grain took it will not take again.
    private void NoteTaken(List<IngestionTarget> targets, Exception?[]? errors)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            if (errors?[i] is null)
            {
                fed.Note(targets[i]);
            }
        }
    }

    private List<IngestionTarget> TargetsOf(DeliveryPlan plan)
    {
        var targets = new List<IngestionTarget>(plan.Series.Count + plan.Services.Count);
        for (var i = 0; i < plan.Series.Count; i++)
        {
            var samples = plan.Series[i];
            samples.After = fed.Of(samples.Series.Value, isService: false);
            targets.Add(new IngestionTarget(samples.Series.Value, IsService: false, Samples: samples));
        }

        foreach (var (service, batch) in plan.Services)
        {
            batch.After = fed.Of(service, isService: true);
            targets.Add(new IngestionTarget(service, IsService: true, Frames: batch));
        }

        if (_failing.Count == 0)
        {
            return targets;
        }

        var now = clock.GetSteadyTime();
        instruments.LeftOut(stream, targets.RemoveAll(t => _failing.Holds(t.Name, now)));
        Error = _failing.Count == 0 ? null : Error;
        return targets;
    }

    private ValueTask Call(IngestionTarget target) => target.CallAsync(grains);

    [LoggerMessage(3100, LogLevel.Error, "{Grain} failed {Tries} times and is left out for {Time}; events {First} to {Last} of {Partition} are not applied to it, they stay in the log")]
    private partial void LogQuarantined(Exception error, string grain, int tries, string partition, long first, long last, TimeSpan time);
}
