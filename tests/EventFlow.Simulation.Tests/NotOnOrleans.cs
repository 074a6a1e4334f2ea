namespace EventFlow.Simulation.Tests;

/// <summary>Stands for the classes that are not compiled where Orleans hosts the grains.</summary>
public sealed class NotOnOrleans
{
    [Fact(Skip = "kills the embedded runtime between any two of its writes; Orleans shows no such point, there the kill harness kills the process")]
    public void PathProperties()
    {
    }
}
