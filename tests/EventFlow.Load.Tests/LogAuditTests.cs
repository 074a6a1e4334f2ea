namespace EventFlow.Load.Tests;

/// <summary>Comparing the log with what was acknowledged.</summary>
public sealed class LogAuditTests
{
    private static readonly BatchKey First = new("load-1-0", 0);
    private static readonly BatchKey Second = new("load-1-0", 1);

    [Fact]
    public void Compare_OfALogThatHasEachBatchOnce_FindsNothing()
    {
        var audit = Audit((First, 40, 0), (First, 60, 1), (Second, 100, 0));
        Assert.Equal((0, 0), audit.Compare([First, Second], 100));
        Assert.Equal(200, audit.Events);
    }

    [Fact]
    public void Compare_OfALogWithoutAPartOfABatch_CountsItAsLost() =>
        Assert.Equal((60, 0), Audit((First, 40, 0), (Second, 100, 0)).Compare([First, Second], 100));

    [Fact]
    public void Compare_OfALogWithAPartTwice_CountsItAsDoubledAlsoWhenItWasNotAcknowledged()
    {
        Assert.Equal((0, 40), Audit((First, 40, 0), (First, 60, 1), (First, 40, 0)).Compare([First], 100));
        Assert.Equal((0, 20), Audit((First, 60, 0), (First, 60, 0)).Compare([], 100));
    }

    [Fact]
    public void Note_OfAnothersBatch_PassesItOver() =>
        Assert.Equal((100, 0), Audit((new BatchKey("shop", 0), 100, 0)).Compare([First], 100));

    private static LogAudit Audit(params (BatchKey Key, int Events, int Partition)[] batches)
    {
        var audit = new LogAudit("load-1");
        foreach (var (key, events, partition) in batches)
        {
            audit.Note(new EventBatch(StreamNames.Logs, partition, 0, 0, [.. Enumerable.Range(0, events).Select(static n => new DomainEvent(n, "s", null, LabelSet.Empty, "t", "{}"))])
            {
                Producer = key.Producer,
                Sequence = key.Number,
            });
        }

        return audit;
    }
}
