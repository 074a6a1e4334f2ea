namespace EventFlow.Embedded;

/// <summary>Asks for the grain's state of this name, from the named storage or the default one.</summary>
/// <param name="stateName">Name of the state within the grain.</param>
/// <param name="storageName">Name of the storage; null is the default storage.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>Name of the state within the grain.</summary>
    public string StateName { get; } = stateName;

    /// <summary>Name of the storage; null is the default storage.</summary>
    public string? StorageName { get; } = storageName;
}
