using System.Globalization;
using EventFlow.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace EventFlow.Simulation.Tests.Engines;

/// <summary>What one event of a drawn frame is: numbers, so that it prints short and shrinks well. <paramref name="Id"/> below 0 is none; <paramref name="LateMs"/> is how far behind its frame.</summary>
internal sealed record EventScript(int Service, int Kind, int Id, int Value, int LateMs)
{
    private const int Metrics = 3;
    private static readonly string[] Names = ["latency_ms", "error_rate_percent", "jobs"];

    public TelemetryEvent ToEvent(int frame)
    {
        var (service, id) = ($"s{Service}", Id < 0 ? null : $"id-{Id}");
        var time = ManualStart + (frame * 1_500L) - LateMs;
        return Kind switch
        {
            < Metrics => new MetricEvent(time, service, id, LabelSet.Empty, Names[Kind], Value, null, LabelSet.Empty, SeriesId.Create(service, Names[Kind], LabelSet.Empty)),
            Metrics => new DomainEvent(time, service, id, LabelSet.Empty, "order.placed", "{}"),
            _ => new LogEvent(time, service, id, LabelSet.Empty, Value > 50 ? LogSeverity.Error : LogSeverity.Info, Value.ToString(CultureInfo.InvariantCulture), null),
        };
    }

    /// <summary>2026-01-01T00:00:00Z, the start of <see cref="ManualTimeProvider"/>.</summary>
    public const long ManualStart = 1_767_225_600_000;
}

/// <summary>One drawn frame of a partition: events, and perhaps a producer's number (below 0: none).</summary>
internal sealed record FrameScript(int Producer, int Sequence, IReadOnlyList<EventScript> Events)
{
    /// <summary>The frames one behind the other from offset 0.</summary>
    public static List<EventBatch> ToFrames(IReadOnlyList<FrameScript> scripts)
    {
        var frames = new List<EventBatch>();
        foreach (var script in scripts)
        {
            frames.Add(new(StreamNames.Metrics, 0, frames is [.., var last] ? last.LastOffset + 1 : 0, EventScript.ManualStart + (frames.Count * 1_500L) + 20, [.. script.Events.Select(e => e.ToEvent(frames.Count))])
            {
                Producer = script.Producer < 0 ? null : $"p{script.Producer}",
                Sequence = script.Producer < 0 ? null : script.Sequence,
            });
        }

        return frames;
    }

    /// <summary>Frames whose ids come again near and far, whose producers overtake and repeat themselves, and whose values run into trouble and out of it.</summary>
    public static Gen<IReadOnlyList<FrameScript>> Many(int most) =>
        from trouble in Gen.Choose(0, 30).ArrayOf(most)
        from shapes in FrameOf().ArrayOf(most)
        from count in Gen.Choose(1, most)
        select (IReadOnlyList<FrameScript>)[.. shapes.Take(count).Select((shape, at) => shape with
        {
            // Every third stretch of ten frames is bad: so alerts begin, last and end.
            Events = [.. shape.Events.Select(e => at / 10 % 3 == 1 ? e with { Value = 60 + trouble[at] } : e)],
            Sequence = Math.Max(0, at + shape.Sequence),
        })];

    public static IEnumerable<IReadOnlyList<FrameScript>> Smaller(IReadOnlyList<FrameScript> frames) =>
        Properties.Without(frames).Concat(frames.SelectMany((frame, at) => Properties.Without(frame.Events).Where(static e => e.Count > 0)
            .Select(events => (IReadOnlyList<FrameScript>)[.. frames.Take(at), frame with { Events = events }, .. frames.Skip(at + 1)])));

    public override string ToString() => $"p{Producer}#{Sequence}[{string.Join(' ', Events.Select(static e => $"{e.Service}/{e.Kind}/{e.Id}/{e.Value}/{e.LateMs}"))}]";

    private static Gen<FrameScript> FrameOf() =>
        from producer in Gen.Frequency((2, Gen.Constant(-1)), (1, Gen.Choose(0, 3)))
        from sequence in Gen.Frequency((4, Gen.Choose(-4, 0)), (1, Gen.Choose(-100, 100)))
        from events in EventOf().ArrayOf(5)
        from count in Gen.Choose(1, 5)
        select new FrameScript(producer, sequence, [.. events.Take(count)]);

    private static Gen<EventScript> EventOf() =>
        from service in Gen.Choose(0, 2)
        from kind in Gen.Choose(0, 5)
        from id in Gen.Frequency((1, Gen.Constant(-1)), (1, Gen.Choose(0, 60)))
        from value in Gen.Choose(0, 40)
        from late in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 4_000)))
        select new EventScript(service, kind, id, value, late);
}
