using System.Text.RegularExpressions;
using EventFlow.TestKit;

namespace EventFlow.Architecture.Tests;

/// <summary>What the documents point at is there.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void RelativeLinks_OfEveryDocument_Resolve()
    {
        var documents = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md"));
        var broken =
            from document in documents
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://")
            let path = Path.Combine(Path.GetDirectoryName(document)!, target)
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{Repository.Relative(document)}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Projects_NamedInTheReadme_Exist()
    {
        var missing = ProjectArgument().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")))
            .Select(static match => match.Groups[1].Value)
            .Where(static project => !Directory.Exists(Path.Combine(Repository.Root, project)));
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"--project (\S+)")]
    private static partial Regex ProjectArgument();
}
