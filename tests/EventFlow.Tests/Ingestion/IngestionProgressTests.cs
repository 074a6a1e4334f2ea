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
}
