namespace EventFlow.Silo.Tests;

/// <summary>Stands for the classes that are not compiled where Orleans hosts the grains.</summary>
public sealed class NotOnOrleans
{
    [Fact(Skip = "tests a part of the host that Orleans replaces; LogQueueCursorTests and the cluster's suites are of what stands there instead")]
    public void LogStreamSourceTests()
    {
    }
}
