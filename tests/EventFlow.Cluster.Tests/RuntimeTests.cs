namespace EventFlow.Cluster.Tests;

/// <summary>Says which half of the project is here.</summary>
public sealed class RuntimeTests
{
    [Fact]
    public void Suites_ThatNeedOrleans_AreCompiledWithIt()
    {
        var isOrleans = typeof(IGrainFactory).Namespace == "Orleans";
        var suites = typeof(RuntimeTests).Assembly.GetTypes().Count(static t => t.Namespace == "EventFlow.Cluster.Tests.Orleans" && t.Name.EndsWith("Tests", StringComparison.Ordinal));
        Assert.Equal(isOrleans, suites > 0);
        Assert.SkipUnless(isOrleans, "the contract suite, the silo and the cluster on Orleans are tested where its packages restore: tests/run, or -p:GrainRuntime=Orleans");
    }
}
