namespace EventFlow;

/// <summary>
/// A route an alert would end in. <paramref name="FirstAt"/> is when its first message would go out (unix ms; later in a muted time), <paramref name="MutedUntil"/> the end of that.
/// </summary>
public sealed record RouteTestTarget(
    string Path, string Receiver, IReadOnlyList<string> GroupBy, string GroupKey, TimeSpan GroupWait, TimeSpan GroupInterval, TimeSpan RepeatInterval, long FirstAt, long? MutedUntil,
    IReadOnlyList<RouteTestChannel> Channels);
