namespace EventFlow.Tests.Monitoring;

/// <summary>The real grains, except that alerting is a stand-in.</summary>
internal sealed class StandInGrains(IGrainFactory inner, AlertRecorder alerts) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        typeof(TGrainInterface) == typeof(IAlertGrain) || typeof(TGrainInterface) == typeof(IAlertIndexGrain)
            ? (TGrainInterface)(object)alerts
            : inner.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => inner.GetGrain(grainInterfaceType, grainPrimaryKey);
}
