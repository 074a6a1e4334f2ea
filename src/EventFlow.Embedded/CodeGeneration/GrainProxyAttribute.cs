namespace EventFlow.Embedded.CodeGeneration;

/// <summary>Names the generated proxy of a grain interface; the runtime finds proxies by these attributes of the assemblies it is given.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public abstract class GrainProxyAttribute : Attribute
{
    private protected GrainProxyAttribute()
    {
    }

    internal abstract Type InterfaceType { get; }

    internal abstract Func<GrainTarget, GrainReference> Factory { get; }
}
