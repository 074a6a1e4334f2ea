using System.Text.Json;

namespace EventFlow.TestKit;

/// <summary>What a <see cref="FakeSilo"/> was sent.</summary>
/// <param name="Headers">By name, any case.</param>
/// <param name="Events">The events of the body; none when the request was refused unread.</param>
public sealed record ReceivedRequest(IReadOnlyDictionary<string, string> Headers, IReadOnlyList<JsonElement> Events);
