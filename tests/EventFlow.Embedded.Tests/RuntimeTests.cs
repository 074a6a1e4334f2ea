using System.Diagnostics;
using System.Diagnostics.Metrics;
using EventFlow.Embedded.Hosting;
using EventFlow.Embedded.Tests.Contract;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Tests;

public sealed class RuntimeTests
{
    [Fact]
    public async Task Call_ToAFullMailbox_IsRefusedAtOnceAndSaysWhy()
    {
        await using var host = await EmbeddedHost.StartAsync(static options => options.MaxQueuedRequests = 2);
        var grain = host.Grains.GetGrain<ITurnGrain>("one");
        var running = grain.Hold("a");
        await host.Probe.Saw("begin a");
        var waiting = new[] { grain.Count(), grain.Count() };
        var error = await Assert.ThrowsAsync<LimitExceededException>(grain.Count);
        Assert.Contains("turn/one is full: 2 requests wait behind ITurnGrain.Hold", error.Message);
        host.Probe.Open("a");
        await running;
        Assert.Equal<int[]>([1, 2], await Task.WhenAll(waiting));
    }

    [Fact]
    public async Task Statistics_WithACallThatWaits_TellHowLongItHas()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var grain = host.Grains.GetGrain<ITurnGrain>("one");
        var running = grain.Hold("a");
        await host.Probe.Saw("begin a");
        host.Advance(TimeSpan.FromSeconds(1));
        var before = host.Statistics.OldestQueuedRequest;
        var first = grain.Count();
        host.Advance(TimeSpan.FromSeconds(3));
        var second = grain.Count();
        host.Advance(TimeSpan.FromSeconds(4));
        var waiting = host.Statistics.OldestQueuedRequest;

        // Before anything is asserted: a call that is held would hold the end of the host too.
        host.Probe.Open("a");
        await Task.WhenAll(running, first, second);
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(7), TimeSpan.Zero), (before, waiting, host.Statistics.OldestQueuedRequest));
    }

    [Fact]
    public async Task Call_WhileTimedOutOnesFillTheMailbox_IsAcceptedOnceTheyAreSwept()
    {
        await using var host = await EmbeddedHost.StartAsync(static options => options.MaxQueuedRequests = 2);
        var grain = host.Grains.GetGrain<ITurnGrain>("one");
        var running = grain.Hold("a");
        await host.Probe.Saw("begin a");
        var waiting = new[] { grain.Count(), grain.Count() };
        host.Advance(TimeSpan.FromSeconds(31));
        foreach (var call in waiting)
            await Assert.ThrowsAsync<TimeoutException>(() => call);
        host.Advance(TimeSpan.FromSeconds(1));
        var late = grain.Count();
        host.Probe.Open("a");
        Assert.Equal(1, await late);
        await Assert.ThrowsAsync<TimeoutException>(() => running);
    }

    [Fact]
    public async Task Call_BeforeTheStart_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddEmbeddedGrains(static options =>
        {
            options.DataDirectory = "unused";
            options.GrainAssemblies.Add(typeof(TurnGrain).Assembly);
        });
        await using var provider = services.BuildServiceProvider();
        var error = await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => provider.GetRequiredService<IGrainFactory>().GetGrain<ITurnGrain>("one").Count());
        Assert.Contains("not started", error.Message);
    }

    [Fact]
    public async Task Stop_WhileACallRuns_WaitsForItThenDeactivatesThenRefuses()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var grain = host.Grains.GetGrain<ITurnGrain>("one");
        var other = host.Grains.GetGrain<ILifecycleGrain>("other");
        await other.Instance();
        var running = grain.Hold("a");
        await host.Probe.Saw("begin a");
        var stopping = host.StopAsync();
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(async () =>
        {
            // Stopping has begun at the latest when a call is refused.
            while (true)
                await other.Instance();
        });
        Assert.False(stopping.IsCompleted);
        host.Probe.Open("a");
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
        await running;
        await host.Probe.Saw("deactivated other ShuttingDown");
        var error = await Assert.ThrowsAsync<OrleansMessageRejectionException>(grain.Count);
        Assert.Contains("stopped", error.Message);
    }

    [Fact]
    public async Task Stop_WithACallThatHangs_GivesUpAfterTheShutdownTimeout()
    {
        await using var host = await EmbeddedHost.StartAsync(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        _ = host.Grains.GetGrain<ITurnGrain>("one").Hold("never");
        await host.Probe.Saw("begin never");
        var stopping = host.StopAsync();
        for (var i = 0; i < 2_000 && !stopping.IsCompleted; i++)
        {
            host.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, CancellationToken.None);
        }

        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task GetGrain_OfAnInterfaceWithoutClass_SaysSo()
    {
        await using var host = await EmbeddedHost.StartAsync();
        Assert.Contains("no grain class", Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<IOrphanGrain>("one")).Message);
        Assert.Contains("IGrainWithStringKey", Assert.Throws<ArgumentException>(() => host.Grains.GetGrain(typeof(IDisposable), "one")).Message);
        Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<ITurnGrain>(" "));
    }

    [Fact]
    public async Task GetGrain_ByType_LeadsToTheSameGrain()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var byType = (ITurnGrain)host.Grains.GetGrain(typeof(ITurnGrain), "one");
        Assert.Equal(1, await byType.Count());
        Assert.Equal(2, await host.Grains.GetGrain<ITurnGrain>("one").Count());
        Assert.Equal(2, await host.Grains.GetGrain<ITurnGrain>("one", "EventFlow.Embedded.Tests").Count() - 1);
    }

    [Fact]
    public async Task Grain_WithScopedService_HasOneOfItsOwnUntilItIsDeactivated()
    {
        await using var host = await EmbeddedHost.StartAsync(configureServices: static services => services.AddScoped<ScopedService>());
        var grain = host.Grains.GetGrain<IScopeGrain>("one");
        var first = await grain.Service();
        Assert.Same(first, await grain.Service());
        Assert.NotSame(first, await host.Grains.GetGrain<IScopeGrain>("two").Service());
        await grain.Leave();
        Assert.NotSame(first, await grain.Service());
        Assert.True(first.IsDisposed);
    }

    [Fact]
    public async Task Call_UnderATrace_ContinuesItInTheGrain()
    {
        await using var host = await EmbeddedHost.StartAsync();
        using var activity = new Activity("request").Start();
        var grain = host.Grains.GetGrain<IScopeGrain>("one");
        Assert.Equal(activity.TraceId.ToString(), await grain.TraceId());
        activity.Stop();
        Assert.Null(await grain.TraceId());
    }

    /// <summary>To make an activity the current one that has ended is an exception inside the library, caught at once: with calls that nobody waits for, thousands in a flood of alerts.</summary>
    [Fact]
    public async Task Call_WhoseTraceEndedWhileItWaited_RunsWithoutIt()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var refused = 0;
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e) => refused += e.Exception.Message.Contains("Activity", StringComparison.Ordinal) ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            var grain = host.Grains.GetGrain<ITurnGrain>("one");
            var running = grain.Hold("a");
            await host.Probe.Saw("begin a");
            var activity = new Activity("request").Start();
            var waiting = grain.Count();
            activity.Stop();
            host.Probe.Open("a");
            await running;
            Assert.Equal(1, await waiting);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.Equal(0, refused);
    }

    /// <summary>Only mailboxes in which there was something are looked at.</summary>
    [Fact]
    public async Task Call_OfAGrainThatWasIdle_TimesOutLikeTheFirst()
    {
        await using var host = await EmbeddedHost.StartAsync();
        var grain = host.Grains.GetGrain<ITurnGrain>("one");
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(1 + (round * 2), await grain.Count());
            host.Advance(TimeSpan.FromSeconds(40));
            var held = grain.Hold($"{round}");
            await host.Probe.Saw($"begin {round}");
            var waiting = grain.Count();
            host.Advance(TimeSpan.FromSeconds(20));
            Assert.False(held.IsCompleted);
            host.Advance(TimeSpan.FromSeconds(11));
            await Assert.ThrowsAsync<TimeoutException>(() => held);
            await Assert.ThrowsAsync<TimeoutException>(() => waiting);
            host.Probe.Open($"{round}");
            Assert.Equal(2 + (round * 2), await grain.Count());
        }
    }

    [Fact]
    public async Task Deactivation_ThatHangs_IsGivenUpSoThatTheNextActivationCanStart()
    {
        await using var host = await EmbeddedHost.StartAsync(static options => options.DeactivationTimeout = TimeSpan.FromSeconds(10));
        var grain = host.Grains.GetGrain<IStubbornGrain>("one");
        await grain.Leave();
        await host.Probe.Saw("hangs");
        var next = grain.Hello();
        Assert.False(next.IsCompleted);
        host.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("hello", await next.WaitAsync(TimeSpan.FromSeconds(20)));
        host.Probe.Open("leave");
    }

    [Fact]
    public async Task Reminder_MissedSeveralTimesWhileStopped_FiresOnceAfterTheStart()
    {
        await using var host = await EmbeddedHost.StartAsync();
        await host.Grains.GetGrain<IReminderGrain>("one").Register("hourly", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await host.StopAsync();
        host.Advance(TimeSpan.FromHours(5.5));
        await host.StartAgainAsync();
        host.Advance(TimeSpan.Zero);
        await host.Probe.Saw("one hourly");
        host.Advance(TimeSpan.FromMinutes(20));
        await Task.Delay(20, CancellationToken.None);
        Assert.Equal(1, host.Probe.Count("one hourly"));
        host.Advance(TimeSpan.FromMinutes(11));
        await host.Probe.Saw("one hourly", 2);
    }

    [Fact]
    public async Task Statistics_AfterSomeWork_CountIt()
    {
        await using var host = await EmbeddedHost.StartAsync();
        for (var i = 0; i < 3; i++)
            await host.Grains.GetGrain<ITurnGrain>($"g{i}").Count();
        await Assert.ThrowsAsync<InvalidDataException>(() => host.Grains.GetGrain<ITurnGrain>("g0").Throw("x"));
        await host.Grains.GetGrain<ILifecycleGrain>("gone").Leave();
        await host.Probe.Saw("deactivated gone ApplicationRequested");
        await host.Grains.GetGrain<IReminderGrain>("r").Register("r", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        host.Append(StreamId.Create("log", "p"), "a", "b");
        await host.Probe.Saw("b");
        await host.Grains.GetGrain<IReaderGrain>("p").Items();

        // What is counted after the caller has its answer: a failure, a deactivation, a delivery.
        for (var i = 0; i < 5_000 && !(host.Statistics is { FailedCalls: 1, Streams: [{ Delivered: 2 }] } && host.Statistics.GrainTypes.Any(static type => type.Deactivated > 0)); i++)
            await Task.Delay(2, CancellationToken.None);
        var statistics = host.Statistics;
        Assert.Equal("Embedded", statistics.RuntimeName);
        var turn = Assert.Single(statistics.GrainTypes, static type => type.GrainType == "turn");
        Assert.Equal((3, 4L, 1L), (turn.Activations, turn.Calls, turn.FailedCalls));
        var lifecycle = Assert.Single(statistics.GrainTypes, static type => type.GrainType == "lifecycle");
        Assert.Equal((1L, 1L), (lifecycle.Deactivated, lifecycle.Calls));
        Assert.Equal(1, statistics.Reminders);
        Assert.Equal(0, statistics.QueuedRequests);
        var stream = Assert.Single(statistics.Streams, static stream => stream.Provider == "log");
        Assert.Equal(("log/p", "reader", 0L, 2L), (stream.Stream, stream.GrainType, stream.Lag, stream.Delivered));
    }

    [Fact]
    public async Task Meter_AfterACall_ReportsIt()
    {
        await using var host = await EmbeddedHost.StartAsync();
        await host.Grains.GetGrain<ITurnGrain>("one").Count();
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "EventFlow.Runtime" && instrument.Meter.Scope == host.Services.GetRequiredService<IMeterFactory>())
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(1, seen["eventflow.runtime.calls turn"]);
        Assert.Equal(1, seen["eventflow.runtime.activations turn"]);
        Assert.Equal(0, seen["eventflow.runtime.mailbox.depth"]);

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var key = instrument.Name;
            foreach (var tag in tags)
                key += $" {tag.Value}";
            seen[key] = value;
        }
    }

    [Fact]
    public async Task Timer_ThatDisposedItselfAndFoundAConflict_DropsTheOutdatedActivation()
    {
        await using var host = await EmbeddedHost.StartAsync();
        await host.Grains.GetGrain<IConflictGrain>("one").Start();
        host.Advance(TimeSpan.FromSeconds(1));
        await host.Probe.Saw("left: ApplicationError");
    }

    [Fact]
    public async Task Start_WithSettingsOutOfRange_NamesThemAll()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => EmbeddedHost.StartAsync(static options =>
        {
            options.ResponseTimeout = TimeSpan.Zero;
            options.MaxQueuedRequests = 0;
            options.DataDirectory = "";
        }));
        Assert.Contains("EventFlow:Runtime:ResponseTimeout is 00:00:00; expected 00:00:00.0100000 to 1.00:00:00.", error.Message);
        Assert.Contains("EventFlow:Runtime:MaxQueuedRequests is 0; expected 1 or more.", error.Message);
        Assert.Contains("EventFlow:Runtime:DataDirectory", error.Message);
    }
}
