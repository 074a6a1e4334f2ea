using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace EventFlow.Audit;

/// <summary>A method of a service that changes something: one that is told who does it.</summary>
internal sealed class AuditedMethod
{
    private const string Who = "who";
    private static readonly string[] TargetNames = ["id", "alertId", "rota"];
    private static readonly ConcurrentDictionary<MethodInfo, AuditedMethod?> Known = new();

    private readonly int _who;
    private readonly int _target;
    private readonly MethodInfo _watch;

    private AuditedMethod(MethodInfo method, Type result)
    {
        var parameters = method.GetParameters();
        Act = JsonNamingPolicy.CamelCase.ConvertName(method.Name);
        _who = Array.FindIndex(parameters, static p => p.Name == Who);
        _target = Array.FindIndex(parameters, static p => p.ParameterType == typeof(string) && TargetNames.Contains(p.Name));
        _watch = typeof(AuditedMethod).GetMethod(nameof(WatchAsync), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(result);
    }

    /// <summary>What it does, as actions name it.</summary>
    public string Act { get; }

    /// <summary>Null for a method that changes nothing.</summary>
    public static AuditedMethod? Of(MethodInfo method) => Known.GetOrAdd(method, static m =>
        m.GetParameters().Any(static p => p.Name == Who) && m.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>)
            ? new(m, type.GetGenericArguments()[0])
            : null);

    /// <summary>The same answer, given after what was done is taken down.</summary>
    public object Watch(object pending, object?[] arguments, string subject, AuditTrail trail) => _watch.Invoke(this, [pending, arguments, subject, trail])!;

    private async ValueTask<T> WatchAsync<T>(ValueTask<T> pending, object?[] arguments, string subject, AuditTrail trail)
    {
        var (who, action, target) = (arguments[_who] as string ?? "", $"{subject}.{Act}", _target < 0 ? null : arguments[_target] as string);
        T result;
        try
        {
            result = await pending;
        }
        catch (Exception error)
        {
            await trail.FailedAsync(who, action, target ?? "", error);
            throw;
        }

        if (IsDone(result, out var value)) await trail.DoneAsync(who, action, target ?? IdOf(value), value);
        return result;
    }

    // An outcome that was not done changed nothing, nor did one that found nothing to act on.
    private static bool IsDone<T>(T result, out object? value)
    {
        value = result;
        if (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(Outcome<>))
        {
            value = Read(result, nameof(Outcome<int>.Value));
            return Read(result, nameof(Outcome<int>.IsDone)) is true;
        }

        return value is not 0;
    }

    private static string IdOf(object? value) => Convert.ToString(Read(value, "Id") ?? Read(value, "Version"), CultureInfo.InvariantCulture) ?? "";

    private static object? Read(object? of, string property) => of?.GetType().GetProperty(property)?.GetValue(of);
}
