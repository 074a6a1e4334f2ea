using EventFlow.Ingestion;
using EventFlow.TestKit;

namespace EventFlow.Tests.Ingestion;

public sealed class IngestionProgressTests
{
    [Fact]
    public void IsCatchingUp_UntilWhatWasThereAtTheStartIsApplied_AndNotForWhatComesLater()
    {
        var progress = new IngestionProgress(new ManualTimeProvider());
        Assert.False(progress.IsCatchingUp);
        progress.Begin(StreamNames.Metrics, 0, applied: 40, appended: 40);
        Assert.False(progress.IsCatchingUp);
        progress.Begin(StreamNames.Metrics, 1, applied: 40, appended: 100);
        Assert.True(progress.IsCatchingUp);
        progress.Appended(StreamNames.Metrics, 1, 200);
        progress.Applied(StreamNames.Metrics, 1, 99);
        Assert.True(progress.IsCatchingUp);
        progress.Applied(StreamNames.Metrics, 1, 100);
        Assert.False(progress.IsCatchingUp);
        Assert.Equal(100, progress.LagOf(StreamNames.Metrics, 1));
    }

    [Fact]
    public void IsCatchingUp_WhenNothingIsAppliedAnyMore_EndsBecauseItIsStuck()
    {
        var clock = new ManualTimeProvider();
        var progress = new IngestionProgress(clock);
        progress.Begin(StreamNames.Logs, 1, applied: 40, appended: 41);
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.True(progress.IsCatchingUp);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(progress.IsCatchingUp);
    }

    [Fact]
    public void End_OfAPartitionThatAnotherProcessAppliesNow_LeavesNoLagBehind()
    {
        var progress = new IngestionProgress(new ManualTimeProvider());
        progress.Begin(StreamNames.Metrics, 0, applied: 40, appended: 100);
        progress.End(StreamNames.Metrics, 0);
        progress.Appended(StreamNames.Metrics, 0, 2_000_000);
        Assert.Equal((0L, false), (progress.LagOf(StreamNames.Metrics, 0), progress.IsCatchingUp));
    }
}
