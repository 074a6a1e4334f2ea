namespace EventFlow;

/// <summary>A channel of a receiver: whether it would be told, and why (not).</summary>
public sealed record RouteTestChannel(string Channel, bool Told, string Why);
