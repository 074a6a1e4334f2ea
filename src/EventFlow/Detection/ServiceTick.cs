namespace EventFlow.Detection;

/// <summary>
/// Time passed. <paramref name="Time"/> is event time carried on by the clock since the newest report, unix ms. <paramref name="Silence"/> is how long nothing has arrived.
/// <paramref name="Live"/> says whether the service's reports arrive as they happen; a recording that is sent later is not live.
/// </summary>
public readonly record struct ServiceTick(long Time, TimeSpan Silence, bool Live);
