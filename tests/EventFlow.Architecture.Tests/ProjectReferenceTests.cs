using System.Xml.Linq;
using EventFlow.TestKit;

namespace EventFlow.Architecture.Tests;

/// <summary>References point down: hosts to features to abstractions, and the domain-free parts know nothing of EventFlow.</summary>
public sealed class ProjectReferenceTests
{
    // The grain runtime arrives through GrainRuntime.props, which only the projects listed in GrainProjects import.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["EventFlow.Embedded"] = [],
        ["EventFlow.Embedded.Generators"] = [],
        ["EventFlow.SegmentLog"] = [],
        ["EventFlow.Abstractions"] = [],
        ["EventFlow"] = ["EventFlow.Abstractions", "EventFlow.SegmentLog"],
        ["EventFlow.Postgres"] = ["EventFlow"],
        ["EventFlow.Kafka"] = ["EventFlow"],
        ["EventFlow.Azure"] = ["EventFlow.Postgres", "EventFlow.Kafka"],
        ["EventFlow.Gateway"] = ["EventFlow"],
        ["EventFlow.Dashboard"] = ["EventFlow.Abstractions"],
        ["EventFlow.Client"] = [],
        ["EventFlow.Shop"] = ["EventFlow.Client"],
        ["EventFlow.Backup"] = ["EventFlow.SegmentLog"],
        ["EventFlow.Cli"] = ["EventFlow.Client", "EventFlow.Backup", "EventFlow.Postgres", "EventFlow.Azure"],

        // The database of the embedded runtime is also where one silo on Orleans keeps its state.
        ["EventFlow.Silo"] = ["EventFlow", "EventFlow.Gateway", "EventFlow.Dashboard", "EventFlow.Shop", "EventFlow.Postgres", "EventFlow.Kafka", "EventFlow.Azure", "EventFlow.Embedded"],
    };

    private static readonly string[] GrainProjects = ["EventFlow.Abstractions", "EventFlow", "EventFlow.Silo"];

    public static TheoryData<string> Projects => [.. Repository.SourceFiles(".csproj").Select(Path.GetFileNameWithoutExtension).Select(static name => name!)];

    [Theory, MemberData(nameof(Projects))]
    public void ProjectReferences_OfEachProject_PointDown(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} is new: say in this test what it may refer to.");
        var references = Load(project).Descendants("ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory, MemberData(nameof(Projects))]
    public void GrainRuntimeProps_OfEachProject_IsImportedOnlyWhereGrainsAre(string project)
    {
        var imports = Load(project).Descendants("Import").Any(static import => import.Attribute("Project")!.Value.Contains("GrainRuntime.props"));
        Assert.Equal(GrainProjects.Contains(project), imports);
    }

    [Fact]
    public void Sources_OfGrainProjects_NameNoRuntimeOutsideTheCompositionRoot()
    {
        var offenders =
            from path in Repository.SourceFiles(".cs")
            let file = Repository.Relative(path)
            where file.StartsWith("src/EventFlow.Abstractions/") || file.StartsWith("src/EventFlow/")
            from line in File.ReadLines(path)
            where line.Contains("EventFlow.Embedded") || line.TrimStart().StartsWith("using Orleans") || line.TrimStart().StartsWith("#if")
            select $"{file}: {line.Trim()}";
        Assert.Empty(offenders);
    }

    private static XDocument Load(string project) => XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
}
