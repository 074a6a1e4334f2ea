using System.Reflection;
using EventFlow.Alerting;

namespace EventFlow.Tests.Hosting;

/// <summary>A grain factory, of either runtime, that lets a test put something else in the place of a reference it gives.</summary>
internal static class GrainsInBetween
{
    /// <param name="inner">The factory of the runtime.</param>
    /// <param name="change">Gets the interface and the reference, and gives what callers get.</param>
    public static IGrainFactory Around(IGrainFactory inner, Func<Type, object, object> change)
    {
        var proxy = DispatchProxy.Create<IGrainFactory, Between>();
        ((Between)(object)proxy).Set(inner, change);
        return proxy;
    }

    private class Between : DispatchProxy
    {
        private IGrainFactory _inner = null!;
        private Func<Type, object, object> _change = null!;

        public void Set(IGrainFactory inner, Func<Type, object, object> change) => (_inner, _change) = (inner, change);

        // The runtime has grains of its own.
        private static bool IsOurs(Type type) => type.Assembly == typeof(IAlertGrain).Assembly || type.Assembly == typeof(AlertGrain).Assembly;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var result = targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
            return targetMethod is { Name: nameof(IGrainFactory.GetGrain), IsGenericMethod: true } && targetMethod.GetGenericArguments()[0] is var type && IsOurs(type) ? _change(type, result!) : result;
        }
    }
}
