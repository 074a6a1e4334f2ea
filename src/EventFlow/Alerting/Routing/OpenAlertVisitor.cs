namespace EventFlow.Alerting.Routing;

/// <summary>Has open alerts look again at what keeps them from being told and where they go. Thread safe.</summary>
public sealed class OpenAlertVisitor(IGrainFactory grains)
{
    private const int AtOnce = 32;

    /// <summary>The open alerts.</summary>
    public async ValueTask<IReadOnlyList<AlertSummary>> OpenAsync() =>
        (await grains.GetGrain<IAlertIndexGrain>(Tenants.Default).Query(new(AlertStates.Open, null, null, null, null, null, null, 0, int.MaxValue))).Items;

    /// <summary>Visits those a condition names; all are visited, then the first failure is thrown.</summary>
    public async ValueTask VisitAsync(Func<AlertSummary, bool> isMeant, long silencesVersion, long routingVersion)
    {
        Task? failed = null;
        foreach (var some in (await OpenAsync()).Where(isMeant).Chunk(AtOnce))
        {
            var visits = Task.WhenAll(some.Select(a => grains.GetGrain<IAlertGrain>(a.Id).Reassess(silencesVersion, routingVersion).AsTask()));
            await visits.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (!visits.IsCompletedSuccessfully) failed ??= visits;
        }
        if (failed is not null) await failed;
    }
}
