using System.Diagnostics;
using EventFlow.Embedded.CodeGeneration;

namespace EventFlow.Embedded.Runtime;

/// <summary>
/// Spans of calls that belong to a trace, as Orleans makes them: one of the caller, from the call to its answer, and in it one of the grain, from its turn to its end. What lies between their beginnings
/// is the wait in the mailbox. Calls that belong to no trace, such as those of streams and timers, begin none.
/// </summary>
internal static class GrainTracing
{
    private static readonly ActivitySource Source = new("EventFlow.Embedded");

    /// <summary>Begins the span of the caller; null when nobody listens, or the call belongs to no trace.</summary>
    public static Activity? BeginCall(GrainMethod method)
    {
        // Fast path: nobody listens.
        if (!Source.HasListeners() || Activity.Current is not { } caller)
            return null;
        var span = Begin(method, ActivityKind.Client);

        // What the caller does while it waits is not part of the call.
        Activity.Current = caller;
        return span;
    }

    /// <summary>Begins the span of the grain, in the turn that runs the call; it is the current one then.</summary>
    public static Activity? BeginTurn(GrainMethod method, Activation activation) => Begin(method, ActivityKind.Server)?.SetTag("orleans.rpc.target_id", activation.ToString());

    /// <summary>The grain has failed in the call whose turn this is.</summary>
    public static void FailTurn(Exception error)
    {
        if (OfTurn is { } span)
            Describe(span, error);
    }

    /// <summary>The call whose turn this is has ended.</summary>
    public static void EndTurn() => OfTurn?.Stop();

    /// <summary>The caller has its answer, in whatever turn that is.</summary>
    public static void EndCall(Activity span, Exception? error)
    {
        if (error is not null)
            Describe(span, error);
        var current = Activity.Current;
        span.Stop();
        Activity.Current = current;
    }

    private static Activity? OfTurn => Activity.Current is { Kind: ActivityKind.Server } span && ReferenceEquals(span.Source, Source) ? span : null;

    // Names as Orleans 10 has them.
    private static Activity? Begin(GrainMethod method, ActivityKind kind) => Source.StartActivity($"{method.InterfaceName}/{method.Name}", kind)
        ?.SetTag("rpc.system.name", "orleans").SetTag("orleans.rpc.service", method.InterfaceName).SetTag("rpc.method", $"{method.InterfaceName}/{method.Name}");

    private static void Describe(Activity span, Exception error) => span.SetStatus(ActivityStatusCode.Error, error.Message).SetTag("exception.type", error.GetType().FullName).SetTag("exception.message", error.Message);
}
