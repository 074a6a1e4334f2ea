using System.Text.RegularExpressions;
using EventFlow.TestKit;

namespace EventFlow.Infra.Tests;

/// <summary>What the files say is what their readers know, and what the silos know.</summary>
public sealed partial class FileTests
{
    [Fact]
    public async Task Workflows_Linted_HaveNoFaults() =>
        Assert.Equal("", await Tool.Check("workflows.cjs", Directory.GetFiles(Tool.File(".github", "workflows"), "*.yml")));

    [Fact]
    public async Task Composition_OfALocalCluster_FollowsTheSpecification() =>
        Assert.Equal("", await Tool.Check("compose.cjs", [Tool.File("infra", "compose", "compose.yaml")]));

    // Silos start only where the topics are; and topics that do not outlive their container would begin anew behind the checkpoints of the silos.
    [Fact]
    public async Task Composition_OfALocalCluster_MakesItsTopicsAndKeepsThem()
    {
        var text = await File.ReadAllTextAsync(Tool.File("infra", "compose", "compose.yaml"));
        Assert.Contains("EventFlow__Kafka__CreateTopics: \"true\"", text);
        Assert.Contains("EventFlow__Kafka__ReplicationFactor: \"1\"", text);
        var volume = Regex.Match(text, @"volumes: \[""kafka:([^""]+)""\]").Groups[1].Value;
        Assert.Contains($"KAFKA_LOG_DIRS: {volume}\n", text);
    }

    // A silo knows only where it listens, which in a container is an address that leads nowhere from outside.
    [Theory]
    [InlineData("infra/compose/compose.yaml")]
    [InlineData("infra/kubernetes/settings.yaml")]
    [InlineData("infra/modules/silos.bicep")]
    public async Task Deployment_OfSilos_SaysWhereLinksInNotificationsLead(string file) => Assert.Contains("EventFlow__Alerting__ExternalUrl", await File.ReadAllTextAsync(Tool.File(file.Split('/'))));

    [Fact]
    public async Task Deployment_AfterCi_IsOfWhatWasPushedAndBearsItsCommit()
    {
        var text = await File.ReadAllTextAsync(Tool.File(".github", "workflows", "deploy.yml"));
        Assert.Contains("github.event.workflow_run.conclusion == 'success' && github.event.workflow_run.event == 'push'", text);
        Assert.DoesNotContain("eventflow/silo:${{ github.sha }}", text);
    }

    [Fact]
    public async Task Manifests_OfKubernetes_FollowTheirSchemas() =>
        Assert.Equal("", await Tool.Check("kubernetes.cjs", Directory.GetFiles(Tool.File("infra", "kubernetes"), "*.yaml")));

    [Fact]
    public async Task Manifest_WithAFault_IsFound()
    {
        using var folder = new TempDirectory();
        var file = Path.Combine(folder.Path, "silos.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(Tool.File("infra", "kubernetes", "silos.yaml"))).Replace("replicas: 3", "replicas: many"));
        Assert.Contains("replicas must be integer", await Tool.Check("kubernetes.cjs", [file]));
    }

    [Fact]
    public async Task Resources_OfTheKustomization_Exist()
    {
        var listed = Resource().Matches(await File.ReadAllTextAsync(Tool.File("infra", "kubernetes", "kustomization.yaml"))).Select(static m => m.Groups[1].Value);
        // The secrets are made by who deploys, from the example.
        Assert.Equal(listed.Where(static f => f != "secrets.yaml").Order(), Directory.GetFiles(Tool.File("infra", "kubernetes"), "*.yaml")
            .Select(static f => Path.GetFileName(f)).Where(static f => f is not ("kustomization.yaml" or "secrets.example.yaml" or "secrets.yaml")).Order());
    }

    [Fact]
    public async Task Settings_GivenToSilos_AreKnownToThem()
    {
        var documented = await DocumentedSettings();
        var unknown =
            from file in Deployments()
            from Match match in Setting().Matches(File.ReadAllText(file))
            let key = Number().Replace(match.Value.Replace("__", ":"), ":0")
            where !documented.Contains(key) && !(key.EndsWith(":0", StringComparison.Ordinal) && documented.Contains(key[..^2]))
            select $"{Repository.Relative(file)}: {match.Value}";
        Assert.Empty(unknown.Distinct());
    }

    [Fact]
    public async Task Dockerfile_OfTheSilo_CopiesWhatIsThereAndRunsWithoutRights()
    {
        var lines = await File.ReadAllLinesAsync(Tool.File("infra", "container", "Dockerfile"));
        var sources = lines.Where(static l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from")).SelectMany(static l => l.Split(' ')[1..^1]);
        Assert.All(sources, static s => Assert.True(Path.Exists(Tool.File(s)), $"{s} is not there"));
        Assert.All(Published().Matches(string.Join('\n', lines)), static m => Assert.True(Directory.Exists(Tool.File(m.Groups[1].Value)), $"{m.Groups[1].Value} is not there"));
        Assert.True(Array.FindIndex(lines, static l => l.StartsWith("USER ", StringComparison.Ordinal)) < Array.FindIndex(lines, static l => l.StartsWith("ENTRYPOINT", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, static l => l is "USER root" or "USER 0");
    }

    private static IEnumerable<string> Deployments() =>
        new[] { ("infra/modules", "*.bicep"), ("infra/compose", "*.yaml"), ("infra/kubernetes", "*.yaml"), ("infra/container", "Dockerfile") }
            .SelectMany(static p => Directory.GetFiles(Tool.File(p.Item1.Split('/')), p.Item2));

    // docs/configuration.md is written from the options types, and a test keeps it so; the page on clusters has the section of the other runtime.
    private static async Task<HashSet<string>> DocumentedSettings()
    {
        var known = new HashSet<string>(StringComparer.Ordinal) { "EventFlow:DataDirectory" };
        var section = "";
        var pages = new[] { "configuration.md", "cluster.md" }.Select(static p => Tool.File("docs", p)).Where(File.Exists);
        foreach (var line in (await Task.WhenAll(pages.Select(static p => File.ReadAllLinesAsync(p)))).SelectMany(static l => l))
        {
            // A setting that a sentence names.
            foreach (Match sentence in Named().Matches(line)) known.Add(sentence.Groups[1].Value);
            if (Section().Match(line) is { Success: true } named) section = named.Groups[1].Value;
            else if (section.Length > 0 && Row().Match(line) is { Success: true } row) known.Add($"{section}:{row.Groups[1].Value}");
        }
        return known;
    }

    [GeneratedRegex(@"EventFlow__[A-Za-z0-9_]+")]
    private static partial Regex Setting();

    [GeneratedRegex(@":\d+(?=:|$)")]
    private static partial Regex Number();

    [GeneratedRegex(@"`(EventFlow:[A-Za-z:]+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^(?:### |Section `)(EventFlow:[A-Za-z:]+)")]
    private static partial Regex Section();

    [GeneratedRegex(@"^\| `([A-Za-z0-9:]+)`")]
    private static partial Regex Row();

    [GeneratedRegex(@"dotnet publish (\S+)")]
    private static partial Regex Published();

    [GeneratedRegex(@"^  - (\S+\.yaml)$", RegexOptions.Multiline)]
    private static partial Regex Resource();
}
