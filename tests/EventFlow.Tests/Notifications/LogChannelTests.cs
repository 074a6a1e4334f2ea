using EventFlow.Notifications;
using EventFlow.Notifications.Log;
using Microsoft.Extensions.Logging;

namespace EventFlow.Tests.Notifications;

public sealed class LogChannelTests : ChannelConformance
{
    private readonly Recorder _log = new();

    protected override INotificationChannel Channel => field ??= new LogChannel(_log);

    protected override ChannelDefinition Definition => new("log", "log", true, Severity.Info, true, LabelSet.Empty, "settings");

    [Fact]
    public async Task Dispatch_Firing_WritesOneWarningThatNamesTheAlert()
    {
        await SendAsync(Notices.Of("n1"));
        Assert.Equal(
            (LogLevel.Warning, "Notification on log: firing {service=\"payments\",type=\"degradation\"}, 1 alerts (High latency), first notification [n1]"), Assert.Single(_log.Records));
    }

    private sealed class Recorder : ILogger<LogChannel>
    {
        public List<(LogLevel, string)> Records { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Records.Add((logLevel, formatter(state, exception)));
    }
}
