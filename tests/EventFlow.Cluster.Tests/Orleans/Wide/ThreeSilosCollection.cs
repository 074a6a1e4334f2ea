namespace EventFlow.Cluster.Tests.Orleans.Wide;

/// <summary>Tests that share three silos, one after the other: to start them takes longer than any test.</summary>
[CollectionDefinition(Name)]
public sealed class ThreeSilosCollection : ICollectionFixture<ThreeSilos>
{
    /// <summary>Its name.</summary>
    public const string Name = "three silos";
}
