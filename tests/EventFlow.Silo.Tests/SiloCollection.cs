namespace EventFlow.Silo.Tests;

/// <summary>Tests that only ask share one silo: starting it is what takes time.</summary>
[CollectionDefinition(Name)]
public sealed class SiloCollection : ICollectionFixture<TestSilo>
{
    public const string Name = "silo";
}
