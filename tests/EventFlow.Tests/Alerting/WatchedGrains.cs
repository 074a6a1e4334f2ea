using System.Reflection;
using EventFlow.Tests.Hosting;

namespace EventFlow.Tests.Alerting;

/// <summary>A grain factory whose references pass a <see cref="CrashPoint"/> before and after each call, and in which services are stand-ins.</summary>
internal static class WatchedGrains
{
    public static IGrainFactory Around(IGrainFactory inner, CrashPoint crash, IServiceGrain service, LateRouting late) => GrainsInBetween.Around(inner, (type, grain) =>
    {
        var target = type == typeof(IServiceGrain) ? service : grain is IAlertRoutingGrain routing ? late.Around(routing) : grain;
        var proxy = DispatchProxy.Create(type, typeof(Watch));
        ((Watch)proxy).Set(target, crash);
        return proxy;
    });

    private class Watch : DispatchProxy
    {
        private object _target = null!;
        private CrashPoint _crash = null!;

        public void Set(object target, CrashPoint crash) => (_target, _crash) = (target, crash);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var name = $"{targetMethod!.DeclaringType!.Name}.{targetMethod.Name}";
            object? Call() => targetMethod.Invoke(_target, args);
            // Reading changes nothing: a crash around it is one around what comes before or after.
            if (targetMethod.Name is "Load" or "List" or "Get") return Call();
            if (targetMethod.ReturnType == typeof(ValueTask)) return PassAsync(name, Call);
            if (targetMethod.ReturnType.IsGenericType && targetMethod.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>))
                return typeof(Watch).GetMethod(nameof(PassOfAsync), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(targetMethod.ReturnType.GetGenericArguments()).Invoke(this, [name, (Func<object?>)Call]);
            return Call();
        }

        private async ValueTask PassAsync(string name, Func<object?> call)
        {
            await _crash.PassAsync($"before {name}");
            await (ValueTask)call()!;
            await _crash.PassAsync($"after {name}");
        }

        private async ValueTask<T> PassOfAsync<T>(string name, Func<object?> call)
        {
            await _crash.PassAsync($"before {name}");
            var result = await (ValueTask<T>)call()!;
            await _crash.PassAsync($"after {name}");
            return result;
        }
    }
}
