using Orleans.Runtime.Services;

namespace EventFlow.Silo;

/// <summary>Reaches the <see cref="ILiveRelayService"/> of another silo.</summary>
internal sealed class LiveRelayClient(IServiceProvider services) : GrainServiceClient<ILiveRelayService>(services)
{
    public ILiveRelayService Of(SiloAddress silo) => GetGrainService(silo);
}
