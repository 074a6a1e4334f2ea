namespace EventFlow.Embedded.CodeGeneration;

/// <summary>Names the generated proxy of a grain interface.</summary>
/// <typeparam name="TInterface">The grain interface.</typeparam>
/// <typeparam name="TProxy">Its proxy.</typeparam>
public sealed class GrainProxyAttribute<TInterface, TProxy> : GrainProxyAttribute
    where TProxy : GrainReference, TInterface, IGrainProxy<TProxy>
{
    internal override Type InterfaceType => typeof(TInterface);

    internal override Func<GrainTarget, GrainReference> Factory => static target => TProxy.Create(target);
}
