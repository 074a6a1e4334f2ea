using System.Diagnostics.Metrics;
using EventFlow.EventStore;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EventFlow.EventLogs.Tests;

/// <summary>The log in memory.</summary>
public sealed class InMemoryEventLogContractTests : EventLogContract, IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private string? _directory;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    protected override bool IsDurable => false;

    [Fact]
    public async Task Append_BeyondItsRoom_DropsTheOldestAndTellsTheReader()
    {
        var log = Open(1 << 20);
        var offsets = new List<long>();
        for (var i = 0; i < 30; i++) offsets.Add((await log.Append(Samples.Logs($"b{i}", 1, padding: 100_000))).FirstOffset);

        var first = log.GetPartitions().Single(static p => p is { Stream: StreamNames.Logs, Partition: 0 }).FirstOffset;
        Assert.InRange(first, offsets[15], offsets[25]);
        Assert.Equal(first, (await Collect(log.Read(StreamNames.Logs, 0, 0)))[0].FirstOffset);
        using var reader = log.OpenReader(StreamNames.Logs, 0, offsets[0]);
        Assert.Equal(first, (await ReadSome(reader, 1))[0].FirstOffset);
    }

    [Fact]
    public async Task Append_AfterARestart_GivesOffsetsBehindThoseBefore()
    {
        var before = await Open().Append(Samples.Logs("before", 900));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var after = await Open().Append(Samples.Logs("after", 1));
        Assert.True(after.FirstOffset >= before.FirstOffset + 900);
    }

    [Fact]
    public async Task Append_AfterARestartWithTheClockSetBack_GivesOffsetsBehindThoseBefore()
    {
        using var folder = new TempDirectory();
        _directory = Path.Combine(folder.Path, "data");
        var before = await Open().Append(Samples.Logs("before", 900));
        for (var i = 0; i < 3; i++)
        {
            _clock.SetUtcNow(_clock.GetUtcNow().AddHours(-1));
            var after = await Open().Append(Samples.Logs("after", 900));
            Assert.True(after.FirstOffset >= before.FirstOffset + 900, $"{after.FirstOffset} after {before.FirstOffset}");
            before = after;
        }
    }

    public void Dispose() => _services.Dispose();

    protected override Task<OpenLog> OpenAsync() => Task.FromResult(new OpenLog(Open(), static () => default));

    private InMemoryEventLog Open(long bytes = 32 << 20) => new(
        Options.Create(new InMemoryEventLogOptions { PartitionBytes = bytes }), new(_services.GetRequiredService<IMeterFactory>()), new(_directory, _clock), NullLogger<InMemoryEventLog>.Instance);
}
