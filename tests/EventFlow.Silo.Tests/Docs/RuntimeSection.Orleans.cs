namespace EventFlow.Silo.Tests.Docs;

/// <summary>The settings of the grain runtime. Those of a silo on Orleans stand in docs/cluster.md, by hand; docs/configuration.md ends with those of the embedded one. Compiled when GrainRuntime is Orleans.</summary>
internal static class RuntimeSection
{
    public static Type Options => typeof(EventFlowClusterOptions);

    /// <summary>What the page says of the embedded runtime, whose options are not compiled here.</summary>
    public static string In(string page) => page[page.IndexOf("### EventFlow:Runtime\n", StringComparison.Ordinal)..];
}
