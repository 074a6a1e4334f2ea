using System.Text.RegularExpressions;
using EventFlow.TestKit;

namespace EventFlow.Architecture.Tests;

/// <summary>Conventions of the sources that the compiler does not hold.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void LogEventIds_AcrossAllProjects_AreUnique()
    {
        var ids =
            from path in Repository.SourceFiles(".cs")
            from Match match in LoggerMessageId().Matches(File.ReadAllText(path))
            select (Id: match.Groups[1].Value, File: Repository.Relative(path));
        var twice = ids.GroupBy(static entry => entry.Id).Where(static group => group.Count() > 1)
            .Select(static group => $"{group.Key}: {string.Join(", ", group.Select(static entry => entry.File))}");
        Assert.Empty(twice);
    }

    [Fact]
    public void LogEventIds_AcrossAllProjects_LieInTheRangeOfTheirFeature()
    {
        var strays =
            from path in Repository.SourceFiles(".cs")
            let file = Repository.Relative(path)
            from Match match in LoggerMessageId().Matches(File.ReadAllText(path))
            let range = RangeOf(file)
            let id = int.Parse(match.Groups[1].Value)
            where id < range.First || id > range.Last
            select $"{file}: {id}; expected {range.First} to {range.Last}";
        Assert.Empty(strays);
    }

    private static (int First, int Last) RangeOf(string file) => file.Split('/') switch
    {
        [_, "EventFlow.Embedded", ..] => (1000, 1999),
        [_, "EventFlow.SegmentLog", ..] => (2000, 2999),
        [_, "EventFlow.Gateway", ..] or [_, "EventFlow", "EventStore" or "Ingestion" or "Replay", ..] or [_, "EventFlow.Silo", "Embedded", ..] => (3000, 3999),
        [_, "EventFlow", "Detection" or "Feedback" or "LogPatterns" or "Rules" or "Series" or "Services", ..] => (4000, 4999),
        [_, "EventFlow", "Alerting" or "Incidents" or "Notifications", ..] => (5000, 5999),
        [_, "EventFlow", "Live", ..] or [_, "EventFlow.Silo", ..] => (6000, 6999),
        [_, "EventFlow.Dashboard", ..] => (7000, 7999),
        [_, "EventFlow.Shop" or "EventFlow.Cli", ..] => (8000, 8999),
        [_, "EventFlow.Postgres", ..] => (9000, 9199),
        [_, "EventFlow.Kafka", ..] => (9200, 9399),
        [_, "EventFlow", "Audit", ..] => (9500, 9599),
        _ => throw new InvalidOperationException($"{file} has no range of log event ids; give its feature one in this test."),
    };

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex LoggerMessageId();
}
