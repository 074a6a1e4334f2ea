using EventFlow.Shop.Incidents;
using EventFlow.Shop.Load;
using EventFlow.Shop.Services;

namespace EventFlow.Shop.Simulation;

/// <summary>What a service says in one span of three seconds.</summary>
internal sealed class LogModel(SampleService service, ulong seed)
{
    /// <summary>Length of a span.</summary>
    public const int SpanSeconds = 3;

    private const int SpansPerMinute = 60 / SpanSeconds;

    private readonly string _channel = service.Name + "/logs";

    /// <summary>The records of the span that ends at <paramref name="end"/>.</summary>
    /// <param name="end">A multiple of three seconds since the start of the simulation.</param>
    /// <param name="journeys">The customers of the span, the same for all services.</param>
    /// <param name="effect">What is going wrong.</param>
    /// <param name="trouble">What the service says of it; empty when nothing is.</param>
    public IEnumerable<LogRecord> Records(TimeSpan end, IReadOnlyList<Journey> journeys, ServiceEffect effect, IReadOnlyList<LogTemplate> trouble)
    {
        var span = (long)Math.Floor(end.TotalSeconds / SpanSeconds);
        var source = SplitMix.For(seed, _channel, span);
        var chatter = source.Integer(1, 2);
        for (var i = 0; i < chatter; i++)
        {
            yield return Say(source.Pick(service.Chatter), journeys[i], end, ref source);
        }

        if (Mishap(span) is { } mishap)
        {
            yield return Say(mishap, journeys[^1], end, ref source);
        }

        var troubles = trouble.Count == 0 ? 0 : WholeNumber(effect.TroubleLogsPerMinute / SpansPerMinute, ref source);
        for (var i = 0; i < troubles; i++)
        {
            yield return Say(source.Pick(trouble), journeys[i % journeys.Count], end, ref source);
        }
    }

    // One span of each minute brings a warning and another may bring an error: chance alone would now and then make a burst of them.
    private LogTemplate? Mishap(long span)
    {
        var minute = (long)Math.Floor((double)span / SpansPerMinute);
        var within = span - (minute * SpansPerMinute);
        var source = SplitMix.For(seed, _channel + "/mishaps", minute);
        var level = source.Integer(0, SpansPerMinute - 1) == within ? RecordLevel.Warn
            : source.Integer(0, SpansPerMinute - 1) == within && source.Chance(0.8) ? RecordLevel.Error
            : RecordLevel.Info;
        return level == RecordLevel.Info ? null : source.Pick([.. service.Mishaps.Where(template => template.Level == level)]);
    }

    // 2.4 is twice and, four times in ten, once more.
    private static int WholeNumber(double expected, ref SplitMix source) => (int)expected + (source.Chance(expected - Math.Floor(expected)) ? 1 : 0);

    private LogRecord Say(LogTemplate template, Journey journey, TimeSpan end, ref SplitMix source)
    {
        var at = end - TimeSpan.FromSeconds(SpanSeconds) + TimeSpan.FromMilliseconds(journey.StartMs + source.Integer(0, 40)) + service.Turn;
        var (message, fields) = LogText.Fill(template, journey);
        return new LogRecord(at, service.Name, template.Level, message, journey.TraceId, fields);
    }
}
