using EventFlow.Silo;
using EventFlow.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>The grains on a silo of Orleans. Compiled when GrainRuntime is Orleans.</summary>
internal sealed partial class Life
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private void AddGrains(ServiceCollection services)
    {
        services.AddHostedGrains(_folder.Path);
        services.AddOrleans(orleans => orleans.AddPersistentStreams(StreamNames.Provider, Queues, static streams =>
        {
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            streams.ConfigurePullingAgent(static agent => agent.Configure(static options => options.GetQueueMsgsTimerPeriod = TimeSpan.FromTicks(1)));
        }));
        services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, static (provider, _) => new PollingClock(provider.GetRequiredService<TimeProvider>()));
    }

    // What only spares calls, a pause between reads, goes by the real clock: on the other nobody would end it.
    private IQueueAdapterFactory Queues(IServiceProvider services, string name) => new LogQueueAdapter(name, _log, TimeProvider.System, services.GetRequiredService<ILoggerFactory>());

    /// <summary>
    /// The clock of grain timers, except that what is due in less than a millisecond is due by the real clock. That is how often queues are asked: Orleans does it by the same kind of timer, and by the clock
    /// that is moved by hand nothing would be delivered between two moves.
    /// </summary>
    private sealed class PollingClock(TimeProvider inner) : TimeProvider
    {
        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new EitherTimer(
                inner.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
            timer.Change(dueTime, period);
            return timer;
        }
    }

    private sealed class EitherTimer(ITimer byHand, ITimer real) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isPoll = dueTime > TimeSpan.Zero && dueTime < Millisecond;
            return byHand.Change(isPoll ? Timeout.InfiniteTimeSpan : dueTime, isPoll ? Timeout.InfiniteTimeSpan : period)
                & real.Change(isPoll ? Millisecond : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            byHand.Dispose();
            real.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            await byHand.DisposeAsync();
            await real.DisposeAsync();
        }
    }
}
