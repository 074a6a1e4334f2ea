using EventFlow.Embedded.Hosting;

namespace EventFlow.Silo.Tests.Docs;

/// <summary>The settings of the grain runtime, which end docs/configuration.md. Compiled when GrainRuntime is Embedded.</summary>
internal static class RuntimeSection
{
    public static Type Options => typeof(EmbeddedGrainsOptions);

    /// <summary>What the page is to say of them.</summary>
    public static string In(string page) => OptionsDocumenter.Describe(EmbeddedGrainsOptions.SectionName, Options);
}
