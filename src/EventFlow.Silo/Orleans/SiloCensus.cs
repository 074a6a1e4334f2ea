using System.Collections.Concurrent;

namespace EventFlow.Silo;

/// <summary>
/// Counts the activations of each silo by type. A silo that has just died is taken for active for some seconds, and one that hangs for longer; what is known of the others is wanted most just then. So each
/// is asked by itself and for a while only, and for one that does not answer what it said last holds. Thread safe.
/// </summary>
/// <param name="ask">Asks a silo.</param>
/// <param name="time">Limits how long it is waited for.</param>
internal sealed class SiloCensus(Func<SiloAddress, Task<SimpleGrainStatistic[]>> ask, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<SiloAddress, SimpleGrainStatistic[]> _last = new();

    /// <summary>The activations of these silos; of one that has never answered there are none.</summary>
    public async Task<IReadOnlyList<SimpleGrainStatistic>> CountAsync(IReadOnlyCollection<SiloAddress> silos)
    {
        foreach (var gone in _last.Keys.Except(silos)) _last.TryRemove(gone, out _);
        return [.. (await Task.WhenAll(silos.Select(CountAsync))).SelectMany(static of => of)];
    }

    private async Task<SimpleGrainStatistic[]> CountAsync(SiloAddress silo)
    {
        try
        {
            return _last[silo] = await ask(silo).WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException)
        {
            return _last.GetValueOrDefault(silo, []);
        }
    }
}
