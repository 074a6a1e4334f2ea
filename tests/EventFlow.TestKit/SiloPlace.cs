namespace EventFlow.TestKit;

/// <summary>Which build of the silo is started, and where.</summary>
/// <param name="Assembly">Path of the silo's assembly; null: the one built beside the tests.</param>
/// <param name="Address">IP address that it listens on.</param>
public sealed record SiloPlace(string? Assembly = null, string Address = "127.0.0.1")
{
    /// <summary>Words before the command, as <c>ip netns exec NAME</c>.</summary>
    public IReadOnlyList<string> Within { get; init; } = [];
}
