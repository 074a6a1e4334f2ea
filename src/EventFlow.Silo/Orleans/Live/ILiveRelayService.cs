using Orleans.Services;

namespace EventFlow.Silo;

/// <summary>The ear of a silo for what the others publish to the live feed.</summary>
[Alias("EventFlow.ILiveRelayService")]
internal interface ILiveRelayService : IGrainService
{
    /// <summary>A silo has somebody who watches; it wants what this one publishes, for a while.</summary>
    [OneWay, Alias("Watch")] Task Watch(SiloAddress watcher);

    /// <summary>What another silo has published.</summary>
    [OneWay, Alias("Receive")] Task Receive(LiveUpdate[] updates);
}
