namespace EventFlow.Architecture.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static IEnumerable<string> SourceFiles(string extension) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*" + extension, SearchOption.AllDirectories)
            .Where(static path => !path.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"));

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EventFlow.Orleans.sln"))) return folder.FullName;
        throw new InvalidOperationException($"EventFlow.Orleans.sln was not found above {AppContext.BaseDirectory}; run the tests from a checkout.");
    }
}
