namespace EventFlow.Embedded;

/// <summary>Gives references to grains; making one is cheap and activates nothing. Safe on any thread.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain of type <typeparamref name="TGrainInterface"/> with this key; nothing happens before the first call.</summary>
    /// <param name="primaryKey">The grain's identity within its type; not empty.</param>
    /// <param name="grainClassNamePrefix">Picks among several classes of one interface by the beginning of the class's full name.</param>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey;

    /// <summary>The same where the interface is known only when running.</summary>
    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);
}
