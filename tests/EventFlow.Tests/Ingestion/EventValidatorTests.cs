using EventFlow.Ingestion;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace EventFlow.Tests.Ingestion;

public sealed class EventValidatorTests
{
    private readonly EventValidator _validator = new(Options.Create(new IngestionOptions()));

    public static TheoryData<TelemetryEvent, string> Bad => new()
    {
        { EventSamples.Metric("", "cpu", 1), "service is empty; expected 1 to 128 characters." },
        { EventSamples.Metric(new string('s', 129), "cpu", 1), "service is 129 characters long; expected at most 128 characters." },
        { EventSamples.Metric("a\nb", "cpu", 1), "service is a text with the control character U+000A; expected no control characters." },
        { EventSamples.Metric("auth", "", 1), "metric is empty; expected 1 to 200 characters." },
        { EventSamples.Metric("auth", new string('m', 201), 1), "metric is 201 characters long; expected at most 200 characters." },
        { EventSamples.Metric("auth", "cpu", double.NaN), "value is NaN; expected a finite number." },
        { EventSamples.Metric("auth", "cpu", double.NegativeInfinity), "value is -Infinity; expected a finite number." },
        { EventSamples.Metric("auth", "cpu", 1, unit: new string('u', 65)), "unit is 65 characters long; expected at most 64 characters." },
        { EventSamples.Metric("auth", "cpu", 1, labels: Many(65)), "labels is 65 labels; expected at most 64." },
        { EventSamples.Metric("auth", "cpu", 1, labels: LabelSet.Of((new string('n', 129), ""))), "labels is a name of 129 characters; expected names of 1 to 128 characters." },
        { EventSamples.Metric("auth", "cpu", 1, labels: LabelSet.Of(("", "x"))), "labels is a name of 0 characters; expected names of 1 to 128 characters." },
        { EventSamples.Metric("auth", "cpu", 1, labels: LabelSet.Of(("k", new string('v', 4097)))), "labels.k is 4097 characters long; expected at most 4096 characters." },
        { EventSamples.Metric("auth", "cpu", 1, time: -1), "timestamp is 1969-12-31T23:59:59.999Z; expected a time from 1970-01-01T00:00:00Z on." },
        { EventSamples.Metric("auth", "cpu", 1, id: ""), "id is 0 characters long; expected 1 to 200 characters." },
        { EventSamples.Metric("auth", "cpu", 1, id: new string('i', 201)), "id is 201 characters long; expected 1 to 200 characters." },
        { EventSamples.Log("auth", new string('m', 256 * 1024 + 1)), "message is 262145 characters long; expected at most 262144 characters." },
        { EventSamples.Log("auth", "half \ud800 a pair"), "message is a text with half a surrogate pair; expected valid Unicode." },
        { EventSamples.Log("auth", "", attributes: Many(129)), "attributes is 129 attributes; expected at most 128." },
        { EventSamples.Log("auth", "", attributes: LabelSet.Of(("a", new string('x', 64 * 1024)))), "attributes is 65537 characters long; expected at most 65536 characters." },
        { EventSamples.Domain("auth", ""), "type is empty; expected 1 to 200 characters." },
        { EventSamples.Domain("auth", "t", new string('d', 256 * 1024 + 1)), "data is 262145 characters long; expected at most 262144 characters." },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Check_BadEvent_SaysFieldFoundAndExpected(TelemetryEvent item, string fault) =>
        Assert.Equal(fault, _validator.Check(item, EventSamples.Start)?.ToString());

    public static TheoryData<TelemetryEvent> Good =>
    [
        EventSamples.Metric(new string('s', 128), new string('m', 200), double.MaxValue, 0, new string('i', 200), new string('u', 64), Many(64)),
        EventSamples.Metric("auth", "cpu", -0.0, EventSamples.Start + 600_000, labels: LabelSet.Of(("k", new string('v', 4096)), ("日本", ""))),
        EventSamples.Log("dienst ä", "", LogSeverity.Unspecified, 0, traceId: "x", attributes: Many(128)),
        EventSamples.Log("auth", "whole \ud83d\ude00 pair"),
        EventSamples.Domain("auth", "t"),
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void Check_GoodEvent_FindsNothing(TelemetryEvent item) => Assert.Null(_validator.Check(item, EventSamples.Start));

    [Fact]
    public void Check_TimeAhead_NamesTheLimitAndTheArrival()
    {
        var fault = _validator.Check(EventSamples.Metric("auth", "cpu", 1, EventSamples.Start + 600_001), EventSamples.Start);

        Assert.Equal("timestamp", fault?.Field);
        Assert.Equal("2026-01-01T00:10:00.001Z", fault!.Found);
        Assert.StartsWith("at most 00:10:00 ahead of the arrival at 2026-01-01T00:00:00.000Z", fault.Expected);
        Assert.NotNull(_validator.Check(EventSamples.Metric("auth", "cpu", 1, long.MaxValue), EventSamples.Start));
    }

    private static LabelSet Many(int count) => LabelSet.Create(Enumerable.Range(0, count).Select(static i => new KeyValuePair<string, string>($"k{i}", "v")));
}
