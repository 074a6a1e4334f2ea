using System.Diagnostics.Metrics;
using EventFlow.Ingestion;
using EventFlow.Services;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventFlow.Tests.Ingestion;

public sealed class IngestionServiceTests : IDisposable
{
    private readonly MemoryEventLog _log = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly FakeGrains _grains = new();
    private readonly ServiceProvider _services;
    private readonly IngestionService _service;
    private IngestionOptions _options = new();

    public IngestionServiceTests()
    {
        _services = new ServiceCollection()
            .AddSingleton<IEventLog>(_log).AddSingleton<IGrainFactory>(_grains).AddSingleton<TimeProvider>(_clock)
            .AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build())
            .AddIngestion()
            .Configure<IngestionOptions>(o =>
            {
                _options = o;
                (o.EventsPerSecond, o.BurstEvents, o.MaxEventsPerRequest, o.MaxLag) = (100, 200, 1000, 50);
            })
            .BuildServiceProvider();
        _service = _services.GetRequiredService<IngestionService>();
    }

    [Fact]
    public async Task IngestAsync_EveryKind_GoesToThePartitionOfItsKey()
    {
        var metric = EventSamples.Metric("auth", "cpu", 1);
        var result = await Send(metric, EventSamples.Log("auth", "hello"), EventSamples.Domain("auth", "login"));

        Assert.Equal((IngestionOutcome.Stored, 3, 0, 0), (result.Outcome, result.Accepted, result.Duplicates, result.Rejected));
        Assert.Equal(
            [(StreamNames.Domain, Partitioning.Of("auth", 3)), (StreamNames.Logs, Partitioning.Of("auth", 3)), (StreamNames.Metrics, Partitioning.Of(metric.Series.Value, 3))],
            _log.Batches.Select(static b => (b.Stream, b.Partition)));
        Assert.All(_log.Batches, static b => Assert.Equal(EventSamples.Start, b.ReceivedAt));
    }

    [Fact]
    public async Task IngestAsync_OneBadAmongMany_RejectsOnlyThat()
    {
        var result = await Send(EventSamples.Metric("auth", "cpu", 1), EventSamples.Metric("auth", "cpu", double.NaN), EventSamples.Metric("auth", "cpu", 3));

        Assert.Equal((IngestionOutcome.Stored, 2, 1), (result.Outcome, result.Accepted, result.Rejected));
        Assert.Equal(new IngestionError(1, "value is NaN; expected a finite number.", "value", "NaN", "a finite number"), Assert.Single(result.Errors));
        Assert.Equal([1.0, 3], _log.Events.Cast<MetricEvent>().Select(static e => e.Value));
        Assert.Equal((0L, 1L), (result.Offsets[0].First, result.Offsets[0].Last));
    }

    [Fact]
    public async Task IngestAsync_NothingGood_SaysAllRejected()
    {
        var result = await Send(EventSamples.Metric("", "cpu", 1));

        Assert.Equal((IngestionOutcome.AllRejected, 0, 1), (result.Outcome, result.Accepted, result.Rejected));
        Assert.Empty(_log.Batches);
    }

    [Fact]
    public async Task IngestAsync_Nothing_IsStored() => Assert.Equal(IngestionOutcome.Stored, (await Send()).Outcome);

    [Fact]
    public async Task RememberAsync_LogOfAnEarlierProcess_TellsItsEventsAndBatchesAsDuplicates()
    {
        await _log.Append(new EventBatch(StreamNames.Logs, Partitioning.Of("auth", 3), 0, EventSamples.Start, [EventSamples.Log("auth", "a", id: "1"), EventSamples.Log("auth", "b")]));
        var numbered = new EventBatch(StreamNames.Logs, Partitioning.Of("orders", 3), 0, EventSamples.Start, [EventSamples.Log("orders", "c")]) { Producer = "p", Sequence = 4 };
        await _log.Append(numbered);

        await _service.RememberAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), await CountAsync(new IngestionRequest("me", EventSamples.Start, [IngestionItem.Of(EventSamples.Log("auth", "a", id: "1")), IngestionItem.Of(EventSamples.Log("auth", "b"))])));
        Assert.Equal((0, 1), await CountAsync(new IngestionRequest("me", EventSamples.Start, [IngestionItem.Of(EventSamples.Log("orders", "c"))], "p", 4)));
        Assert.Equal((1, 0), await CountAsync(new IngestionRequest("me", EventSamples.Start, [IngestionItem.Of(EventSamples.Log("orders", "c"))], "p", 5)));
    }

    private async Task<(int Accepted, int Duplicates)> CountAsync(IngestionRequest request)
    {
        var result = await _service.IngestAsync(request, TestContext.Current.CancellationToken);
        return (result.Accepted, result.Duplicates);
    }

    [Fact]
    public async Task IngestAsync_KnownId_IsADuplicateAlsoWithinTheRequest()
    {
        var first = await Send(EventSamples.Log("auth", "a", id: "1"), EventSamples.Log("auth", "b", id: "1"), EventSamples.Log("auth", "c", id: "2"));
        var again = await Send(EventSamples.Log("auth", "other body", id: "1"), EventSamples.Log("auth", "d", id: "3"));

        Assert.Equal((2, 1), (first.Accepted, first.Duplicates));
        Assert.Equal((1, 1), (again.Accepted, again.Duplicates));
        Assert.Equal(["a", "c", "d"], _log.Events.Cast<LogEvent>().Select(static e => e.Message));
    }

    [Fact]
    public async Task IngestAsync_SameIdOfAnotherService_IsNoDuplicate()
    {
        var service = new[] { "orders", "payments", "shop", "mail" }.First(s => Partitioning.Of(s, 3) == Partitioning.Of("auth", 3));
        var result = await Send(EventSamples.Log("auth", "a", id: "1"), EventSamples.Log(service, "b", id: "1"));

        Assert.Equal((2, 0), (result.Accepted, result.Duplicates));
    }

    [Fact]
    public async Task IngestAsync_RepeatedSequence_IsADuplicate()
    {
        var items = Items(EventSamples.Log("auth", "a"), EventSamples.Metric("auth", "cpu", 1));
        var first = await _service.IngestAsync(new("caller", EventSamples.Start, items, "p", 5), TestContext.Current.CancellationToken);
        var again = await _service.IngestAsync(new("caller", EventSamples.Start, items, "p", 5), TestContext.Current.CancellationToken);
        var late = await _service.IngestAsync(new("caller", EventSamples.Start, items, "p", 4), TestContext.Current.CancellationToken);

        Assert.Equal((2, 0), (first.Accepted, first.Duplicates));
        Assert.Equal((0, 2, IngestionOutcome.Stored), (again.Accepted, again.Duplicates, again.Outcome));
        Assert.Equal((2, 0), (late.Accepted, late.Duplicates));
    }

    /// <summary>It may be a repetition, or have never come: to call it a duplicate would acknowledge what is perhaps not stored.</summary>
    [Fact]
    public async Task IngestAsync_SequenceTooOldToBeKnown_IsRefused()
    {
        var items = Items(EventSamples.Log("auth", "a"));
        await _service.IngestAsync(new("caller", EventSamples.Start, items, "p", 100), TestContext.Current.CancellationToken);

        var last = await _service.IngestAsync(new("caller", EventSamples.Start, items, "p", 37), TestContext.Current.CancellationToken);
        var tooOld = await _service.IngestAsync(new("caller", EventSamples.Start, items, "p", 36), TestContext.Current.CancellationToken);

        Assert.Equal(1, last.Accepted);
        Assert.Equal((IngestionOutcome.AllRejected, 0, 0, 1), (tooOld.Outcome, tooOld.Accepted, tooOld.Duplicates, tooOld.Rejected));
        Assert.Equal(("sequence", "36"), (tooOld.Errors[0].Field, tooOld.Errors[0].Found));
        Assert.StartsWith("37 or above", tooOld.Errors[0].Expected, StringComparison.Ordinal);
        Assert.Equal(2, _log.Events.Count);
    }

    [Fact]
    public async Task IngestAsync_GapInTheNumbers_IsTakenAndCountedWhenItCanNoLongerBeFilled()
    {
        var missing = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>() && instrument.Name == "ingestion.sequence.missing")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => missing += value);
        listener.Start();
        var items = Items(EventSamples.Log("auth", "a"));
        foreach (var number in (long[])[1, 4, 3, 65, 67])
        {
            Assert.Equal(1, (await _service.IngestAsync(new("caller", EventSamples.Start, items, "p", number), TestContext.Current.CancellationToken)).Accepted);

            // 2 may still come until a number 64 above it does.
            Assert.Equal(number < 66 ? 0 : 1, missing);
        }
    }

    [Fact]
    public async Task IngestAsync_IdWithAnotherBody_IsADuplicateAndTheFirstStays()
    {
        await Send(EventSamples.Log("auth", "the first", id: "1"));

        var other = await Send(EventSamples.Log("auth", "the other", id: "1"));

        Assert.Equal((IngestionOutcome.Stored, 0, 1), (other.Outcome, other.Accepted, other.Duplicates));
        Assert.Equal("the first", ((LogEvent)Assert.Single(_log.Events)).Message);
    }

    [Theory]
    [InlineData(EventAppendReason.Overloaded, IngestionOutcome.Overloaded)]
    [InlineData(EventAppendReason.DiskFull, IngestionOutcome.Unavailable)]
    [InlineData(EventAppendReason.Failed, IngestionOutcome.Unavailable)]
    [InlineData(EventAppendReason.TooLarge, IngestionOutcome.TooMany)]
    public async Task IngestAsync_OnePartitionFails_SaysWhichItemsAreStored(EventAppendReason reason, IngestionOutcome outcome)
    {
        _log.Refuse = b => b.Stream == StreamNames.Logs ? new EventAppendResult(reason, -1, TimeSpan.FromSeconds(3)) : null;

        var result = await Send(EventSamples.Metric("auth", "cpu", 1), EventSamples.Log("auth", "lost"), EventSamples.Domain("auth", "login"));

        Assert.Equal((outcome, 2, 1), (result.Outcome, result.Accepted, result.Rejected));
        Assert.Equal(1, Assert.Single(result.Errors).Index);
        Assert.Equal(2, result.Offsets.Count);
    }

    [Fact]
    public async Task IngestAsync_RetryAfterPartialFailure_StoresOnlyWhatWasMissing()
    {
        var items = Items(EventSamples.Metric("auth", "cpu", 1), EventSamples.Log("auth", "once"));
        var request = new IngestionRequest("caller", EventSamples.Start, items, "p", 0);
        _log.Refuse = static b => b.Stream == StreamNames.Logs ? new EventAppendResult(EventAppendReason.Overloaded, -1, TimeSpan.FromSeconds(1)) : null;
        await _service.IngestAsync(request, TestContext.Current.CancellationToken);
        _log.Refuse = static _ => null;

        var retry = await _service.IngestAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((IngestionOutcome.Stored, 1, 1, 0), (retry.Outcome, retry.Accepted, retry.Duplicates, retry.Rejected));
        Assert.Equal(2, _log.Events.Count);
    }

    [Fact]
    public async Task IngestAsync_TooManyEvents_StoresNothing()
    {
        var result = await Send([.. Enumerable.Range(0, 1001).Select(static i => EventSamples.Metric("auth", "cpu", i))]);

        Assert.Equal(IngestionOutcome.TooMany, result.Outcome);
        Assert.Contains("1001 events; expected at most 1000", result.Detail);
        Assert.Empty(_log.Batches);
    }

    [Fact]
    public async Task IngestAsync_FasterThanAllowed_SaysHowLongToWait()
    {
        TelemetryEvent[] hundred = [.. Enumerable.Range(0, 150).Select(static i => EventSamples.Metric("auth", "cpu", i))];
        await Send(hundred);
        var refused = await Send(hundred);
        var other = await _service.IngestAsync(new("other", EventSamples.Start, Items(hundred)), TestContext.Current.CancellationToken);
        _clock.Advance(refused.RetryAfter);
        var later = await Send(hundred);

        Assert.Equal((IngestionOutcome.Overloaded, TimeSpan.FromSeconds(1), 0), (refused.Outcome, refused.RetryAfter, refused.Accepted));
        Assert.Equal((150, 150), (other.Accepted, later.Accepted));
    }

    [Fact]
    public async Task IngestAsync_LargerThanTheBurst_GoesThroughAndLeavesADebt()
    {
        var result = await Send([.. Enumerable.Range(0, 500).Select(static i => EventSamples.Metric("auth", "cpu", i))]);

        Assert.Equal(500, result.Accepted);
        Assert.Equal(TimeSpan.FromSeconds(3), _service.GetWait("caller"));
        Assert.Equal(TimeSpan.Zero, _service.GetWait("other"));
    }

    [Fact]
    public async Task IngestAsync_PartitionFarBehind_IsRefusedWholeUntilItCaughtUp()
    {
        var partition = Partitioning.Of("auth", 3);
        var progress = _services.GetRequiredService<IngestionProgress>();
        progress.Applied(StreamNames.Logs, partition, 0);
        progress.Appended(StreamNames.Logs, partition, 51);

        var behind = await Send(EventSamples.Log("auth", "a"), EventSamples.Domain("auth", "login"));
        progress.Applied(StreamNames.Logs, partition, 1);
        var caughtUp = await Send(EventSamples.Log("auth", "a"));

        Assert.Equal((IngestionOutcome.Overloaded, 0), (behind.Outcome, behind.Accepted));
        Assert.Contains("nothing of this request was stored", behind.Detail);
        Assert.True(behind.RetryAfter > TimeSpan.Zero);
        Assert.Equal(1, caughtUp.Accepted);
    }

    [Fact]
    public async Task IngestAsync_MoreErrorsThanAnAnswerLists_CountsThemAll()
    {
        _options.MaxEventsPerRequest = 5000;
        var result = await Send([.. Enumerable.Range(0, 1500).Select(static _ => EventSamples.Metric("", "cpu", 1))]);

        Assert.Equal((1500, IngestionResult.MaxErrors), (result.Rejected, result.Errors.Count));
    }

    [Fact]
    public async Task IngestAsync_MoreServicesThanThereMayBe_RejectsTheNewOnes()
    {
        _services.GetRequiredService<IOptions<ServiceOptions>>().Value.MaxServices = 2;
        _grains.Registered.Add("old");
        var result = await Send(EventSamples.Log("first", "a"), EventSamples.Log("second", "b"), EventSamples.Log("old", "c"), EventSamples.Log("first", "d"));

        Assert.Equal((IngestionOutcome.Stored, 3, 1), (result.Outcome, result.Accepted, result.Rejected));
        Assert.Equal((1, "service", "'second'"), (result.Errors[0].Index, result.Errors[0].Field, result.Errors[0].Found));
        Assert.Contains("raise EventFlow:Services:MaxServices", result.Errors[0].Reason);
    }

    [Fact]
    public void Validate_BadSettings_NamesEachWithItsKey()
    {
        var result = new IngestionOptionsValidator().Validate(null, new IngestionOptions { EventsPerSecond = 0, MaxAhead = TimeSpan.FromDays(2) });

        Assert.Equal(
            ["EventFlow:Ingestion:EventsPerSecond is 0; expected 1 to 1000000000.", "EventFlow:Ingestion:MaxAhead is 2.00:00:00; expected 00:00:00 to 1.00:00:00."],
            result.Failures);
    }

    public void Dispose() => _services.Dispose();

    private ValueTask<IngestionResult> Send(params TelemetryEvent[] events) =>
        _service.IngestAsync(new IngestionRequest("caller", EventSamples.Start, Items(events)), TestContext.Current.CancellationToken);

    private static List<IngestionItem> Items(params TelemetryEvent[] events) => [.. events.Select(IngestionItem.Of)];
}
