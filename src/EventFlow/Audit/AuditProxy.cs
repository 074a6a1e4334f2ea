using System.Reflection;
using System.Runtime.ExceptionServices;

namespace EventFlow.Audit;

/// <summary>
/// Stands before a service that the API and the dashboard call, and takes down every call that says who changes something and was done. So it is one place for both, on either grain runtime, and a method
/// that is added to a service is taken down without being told to. The grains behind the services do not know who it is that acts.
/// </summary>
internal class AuditProxy : DispatchProxy
{
    private object _inner = null!;
    private AuditTrail _trail = null!;
    private string _subject = "";

    /// <summary>Puts one before a service.</summary>
    /// <param name="contract">The interface of the service.</param>
    /// <param name="inner">The service.</param>
    /// <param name="subject">What its methods change, as actions name it.</param>
    /// <param name="trail">Where changes are taken down.</param>
    public static object Before(Type contract, object inner, string subject, AuditTrail trail)
    {
        var proxy = (AuditProxy)Create(contract, typeof(AuditProxy));
        (proxy._inner, proxy._subject, proxy._trail) = (inner, subject, trail);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object? pending;
        try
        {
            pending = targetMethod!.Invoke(_inner, args);
        }
        catch (TargetInvocationException error) when (error.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }

        return AuditedMethod.Of(targetMethod) is { } audited ? audited.Watch(pending!, args!, _subject, _trail) : pending;
    }
}
