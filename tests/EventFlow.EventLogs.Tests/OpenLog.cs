using EventFlow.EventStore;

namespace EventFlow.EventLogs.Tests;

/// <summary>An event log as a process has it: opened, with what follows it running. Dispose ends it in order.</summary>
public sealed class OpenLog(IFollowedEventLog log, Func<ValueTask> end) : IAsyncDisposable
{
    public IFollowedEventLog Log { get; } = log;

    public ValueTask DisposeAsync() => end();
}
