namespace EventFlow.Tests.Notifications;

/// <summary>A request as it arrived.</summary>
internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
