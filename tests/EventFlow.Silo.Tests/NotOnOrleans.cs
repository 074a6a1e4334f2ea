namespace EventFlow.Silo.Tests;

/// <summary>Stands for the classes that are not compiled where Orleans hosts the grains.</summary>
public sealed class NotOnOrleans
{
    [Fact(Skip = "hosts the embedded runtime without a silo; on Orleans the acceptance tests and the kill harness go this way")]
    public void EventPathTests()
    {
    }

    [Fact(Skip = "tests a part of the host that Orleans replaces; LogQueueCursorTests and the cluster's suites are of what stands there instead")]
    public void LogStreamSourceTests()
    {
    }

    [Fact(Skip = "the page describes the settings of the embedded runtime; those of a cluster stand in docs/cluster.md")]
    public void ConfigurationDocTests()
    {
    }
}
