using EventFlow.Notifications;
using EventFlow.TestKit;
using EventFlow.Tests.Alerting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Tests.Notifications;

/// <summary>What a stop of the process means for a try under way.</summary>
public sealed class ChannelDispatcherTests : IDisposable
{
    private static readonly ChannelDefinition Ops = new("ops", "scripted", true, Severity.Info, true, LabelSet.Empty, "api");

    private readonly ManualTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<DeliveryResult> _answer = new();
    private readonly ChannelDispatcher _dispatcher;

    public ChannelDispatcherTests()
    {
        var channel = new ScriptedChannel(_clock) { Answer = (_, _, cancellationToken) => new(_answer.Task.WaitAsync(cancellationToken)) };
        _dispatcher = new(new([channel]), new(Microsoft.Extensions.Options.Options.Create(new EventFlow.Alerting.AlertingOptions()), _clock), _clock, NullLogger<ChannelDispatcher>.Instance, new Lifetime(_stopping.Token));
    }

    public void Dispose() => _stopping.Dispose();

    [Fact]
    public async Task Send_AnsweredSoonAfterTheStop_IsSent()
    {
        var sending = _dispatcher.SendAsync(Notices.Of(), Ops).AsTask();
        await _stopping.CancelAsync();
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(sending.IsCompleted);
        _answer.SetResult(DeliveryResult.Sent());
        Assert.Equal(DeliveryOutcome.Sent, (await sending).Result.Outcome);
    }

    [Fact]
    public async Task Send_NotAnsweredAfterTheStop_Ends()
    {
        var sending = _dispatcher.SendAsync(Notices.Of(), Ops).AsTask();
        await _stopping.CancelAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Send_AfterTheStop_DoesNotBegin()
    {
        await _stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _dispatcher.SendAsync(Notices.Of(), Ops).AsTask());
    }

    private sealed class Lifetime(CancellationToken stopping) : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => new(true);

        public CancellationToken ApplicationStopping => stopping;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => throw new NotSupportedException();
    }
}
