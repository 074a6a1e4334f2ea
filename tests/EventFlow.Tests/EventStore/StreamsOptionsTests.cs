using EventFlow.EventStore;

namespace EventFlow.Tests.EventStore;

public sealed class StreamsOptionsTests
{
    [Theory]
    [InlineData("segment-log", 3, null)]
    [InlineData("postgres", 3, null)]
    [InlineData("postgres", 32, null)]
    [InlineData("kafka", 12, null)]
    [InlineData("Postgres", 8, null)]
    [InlineData("kafka", 2, "EventFlow:Streams:Partitions is 2; expected 3 to 32.")]
    [InlineData("postgres", 33, "EventFlow:Streams:Partitions is 33; expected 3 to 32.")]
    [InlineData("segment-log", 4, "EventFlow:Streams:Partitions is 4, but segment-log is the log of one process and has 3. Leave it out, or set EventFlow:Streams:Provider to postgres or kafka.")]
    [InlineData("memory", 8, "EventFlow:Streams:Partitions is 8, but memory is the log of one process and has 3. Leave it out, or set EventFlow:Streams:Provider to postgres or kafka.")]
    public void Validate_Partitions_AreThoseThatTheLogCanHave(string provider, int partitions, string? fault) =>
        Assert.Equal(fault, new StreamsOptionsValidator().Validate(null, new() { Provider = provider, Partitions = partitions }).FailureMessage);

    [Fact]
    public void With_OtherNumbers_ChangesOnlyWhatServicesReportTo()
    {
        Assert.Same(EventStreams.All, EventStreams.With(3));
        Assert.Equal([7, 7, 7, 3, 1], EventStreams.With(7).Select(static s => s.Partitions));
        Assert.Equal(21, EventStreams.IngestedOf(EventStreams.With(7)).Count());
        Assert.True(EventStreams.TryParseKey("service-logs-31", out _, out var last) && last == 31);
        Assert.False(EventStreams.TryParseKey("service-logs-32", out _, out _));
        Assert.False(EventStreams.TryParseKey("alerts-3", out _, out _));
    }
}
