namespace EventFlow.Embedded.CodeGeneration;

/// <summary>Lets the runtime make a generated proxy without reflection.</summary>
/// <typeparam name="TSelf">The proxy itself.</typeparam>
public interface IGrainProxy<TSelf> where TSelf : GrainReference
{
    /// <summary>Makes a proxy that leads to the target.</summary>
    static abstract TSelf Create(GrainTarget target);
}
