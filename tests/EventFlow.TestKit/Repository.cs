using System.Reflection;

namespace EventFlow.TestKit;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>What hosts the grains in this build: <c>Embedded</c> or <c>Orleans</c>.</summary>
    public static string GrainRuntime { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "GrainRuntime").Value!;

    /// <summary>The sources below <c>src</c> with an extension, build output left out.</summary>
    public static IEnumerable<string> SourceFiles(string extension) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*" + extension, SearchOption.AllDirectories)
            .Where(static path => !path.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"));

    /// <summary>A path relative to the top folder, with forward slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The assembly of another project, of the build that the running tests are of.</summary>
    /// <param name="folder">Where the project lies: <c>src</c> or <c>tests</c>.</param>
    /// <param name="project">Its name.</param>
    public static string BuiltBeside(string folder, string project)
    {
        // bin/<configuration>/net10.0 of the test decides which build is meant.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

        // A build with an artifacts folder, as that of the other runtime is made, lays all outputs side by side: bin/<project>/<configuration>.
        var beside = Path.Combine(framework.Parent!.Parent!.FullName, project, framework.Name, project + ".dll");
        return File.Exists(beside) ? beside : Path.Combine(Root, folder, project, "bin", framework.Parent.Name, framework.Name, project + ".dll");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EventFlow.Orleans.sln"))) return folder.FullName;
        throw new InvalidOperationException($"EventFlow.Orleans.sln was not found above {AppContext.BaseDirectory}; run the tests from a checkout.");
    }
}
