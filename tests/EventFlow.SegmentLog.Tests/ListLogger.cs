using Microsoft.Extensions.Logging;

namespace EventFlow.SegmentLog.Tests;

/// <summary>Keeps what was logged.</summary>
internal sealed class ListLogger : ILogger<SegmentLogStore>
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add(formatter(state, exception));
}
