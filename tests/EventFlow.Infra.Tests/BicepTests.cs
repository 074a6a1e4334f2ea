using System.Text.Json;
using System.Text.RegularExpressions;
using EventFlow.EventStore;

namespace EventFlow.Infra.Tests;

public sealed partial class BicepTests(BicepTemplate template) : IClassFixture<BicepTemplate>
{
    private const string NoCompiler = "Bicep's compiler is not for this system.";

    [Fact]
    public void Main_Compiled_HasNoErrorAndNoWarning()
    {
        SkipWithoutCompiler();
        Assert.Equal("", template.Diagnostics);
    }

    [Fact]
    public async Task Parameters_OfAzd_AreThoseOfTheTemplate()
    {
        SkipWithoutCompiler();
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Tool.File("infra", "main.parameters.json")));
        var known = template.Root.GetProperty("parameters").EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value);
        var given = file.RootElement.GetProperty("parameters").EnumerateObject().Select(static p => p.Name).ToHashSet();
        Assert.Empty(given.Except(known.Keys));
        // What has neither a default nor a value there, azd has to make.
        var open = known.Where(p => !p.Value.TryGetProperty("defaultValue", out _) && !given.Contains(p.Key));
        Assert.All(open, static p => Assert.True(p.Value.GetProperty("metadata").TryGetProperty("azd", out _), $"{p.Key} is given by nobody"));
    }

    [Fact]
    public void Database_OfTheTemplate_KnowsNoPassword()
    {
        SkipWithoutCompiler();
        var server = Assert.Single(template.Resources("Microsoft.DBforPostgreSQL/flexibleServers")).GetProperty("properties");
        Assert.Equal("Disabled", server.GetProperty("authConfig").GetProperty("passwordAuth").GetString());
        Assert.False(server.TryGetProperty("administratorLoginPassword", out _));
    }

    [Fact]
    public void EventHubsAndBlobs_OfTheTemplate_TakeNoKeys()
    {
        SkipWithoutCompiler();
        Assert.True(Assert.Single(template.Resources("Microsoft.EventHub/namespaces")).GetProperty("properties").GetProperty("disableLocalAuth").GetBoolean());
        Assert.False(Assert.Single(template.Resources("Microsoft.Storage/storageAccounts")).GetProperty("properties").GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(Assert.Single(template.Resources("Microsoft.ContainerRegistry/registries")).GetProperty("properties").GetProperty("adminUserEnabled").GetBoolean());
    }

    [Fact]
    public async Task EventHubs_OfTheTemplate_AreTheStreamsOfTheSilos()
    {
        var text = await File.ReadAllTextAsync(Tool.File("infra", "modules", "streams.bicep"));
        const int asked = 7;
        var hubs = Hub().Matches(text).Select(static m => (m.Groups[1].Value, int.TryParse(m.Groups[2].Value, out var number) ? number : asked));
        Assert.Contains("{ name: 'EventFlow__Streams__Partitions', value: string(partitions) }", await File.ReadAllTextAsync(Tool.File("infra", "modules", "silos.bicep")));
        Assert.Equal(EventStreams.With(asked).Select(static s => ($"eventflow.{s.Name}", s.Partitions)).Order(), hubs.Order());
    }

    [Fact]
    public void Silos_OfTheTemplate_AreProbedAndHaveTimeToDrain()
    {
        SkipWithoutCompiler();
        var app = Assert.Single(template.Resources("Microsoft.App/containerApps")).GetProperty("properties").GetProperty("template");
        var probes = app.GetProperty("containers")[0].GetProperty("probes").EnumerateArray()
            .Select(static p => $"{p.GetProperty("type").GetString()} {p.GetProperty("httpGet").GetProperty("path").GetString()}");
        Assert.Equal(["Startup /health", "Liveness /health", "Readiness /ready"], probes);
        Assert.True(app.GetProperty("terminationGracePeriodSeconds").GetInt32() >= 30);
    }

    // Azure refuses to change it: with a date of its own each deployment in a later month would fail as a whole.
    [Fact]
    public void Budget_OfTheTemplate_KeepsItsFirstMonth()
    {
        SkipWithoutCompiler();
        Assert.Equal("", template.Root.GetProperty("parameters").GetProperty("budgetStart").GetProperty("defaultValue").GetString());
        Assert.True(template.Root.GetProperty("outputs").TryGetProperty("EVENTFLOW_BUDGET_START", out _));
        Assert.Contains("${EVENTFLOW_BUDGET_START=}", File.ReadAllText(Tool.File("infra", "main.parameters.json")));
    }

    // 'azd deploy' and 'az containerapp update --image' put the new image into the first container, and into no container that runs before it.
    [Fact]
    public void Silos_OfTheTemplate_ApplyTheSchemaOfTheirOwnVersion()
    {
        SkipWithoutCompiler();
        var app = Assert.Single(template.Resources("Microsoft.App/containerApps")).GetProperty("properties").GetProperty("template");
        Assert.False(app.TryGetProperty("initContainers", out _));
        Assert.Contains("{ name: 'EventFlow__Postgres__ApplySchema', value: 'true' }", File.ReadAllText(Tool.File("infra", "modules", "silos.bicep")));
    }

    // Container Apps binds visitors to a replica only where a single revision runs, and blue and green are two.
    [Fact]
    public void Ingress_OfTheTemplate_AsksForNothingThatSeveralRevisionsCannotHave()
    {
        SkipWithoutCompiler();
        var configuration = Assert.Single(template.Resources("Microsoft.App/containerApps")).GetProperty("properties").GetProperty("configuration");
        Assert.Equal("Multiple", configuration.GetProperty("activeRevisionsMode").GetString());
        Assert.False(configuration.GetProperty("ingress").TryGetProperty("stickySessions", out _));
    }

    [Theory]
    [InlineData(false, "Enabled")]
    [InlineData(true, "Disabled")]
    public void PrivateNetwork_AsAParameter_DecidesWhoReachesTheServices(bool isPrivate, string expected)
    {
        SkipWithoutCompiler();
        string[] types = ["Microsoft.KeyVault/vaults", "Microsoft.Storage/storageAccounts", "Microsoft.EventHub/namespaces"];
        foreach (var type in types)
        {
            var access = Assert.Single(template.Resources(type)).GetProperty("properties").GetProperty("publicNetworkAccess").GetString();
            // The expression is ARM's: if(parameters('private'), then, else).
            var branches = Branches().Match(access!);
            Assert.True(branches.Success, $"{type}: {access}");
            Assert.Equal(expected, branches.Groups[isPrivate ? 1 : 2].Value);
        }
        Assert.Equal(types.Length, template.Resources("Microsoft.Network/privateEndpoints").Count);
    }

    private static void SkipWithoutCompiler() => Assert.SkipWhen(BicepTemplate.Compiler is null, NoCompiler);

    [GeneratedRegex(@"\{ name: '([a-z.-]+)', partitions: (\d+|partitions)\b")]
    private static partial Regex Hub();

    [GeneratedRegex(@"if\(parameters\('private'\), '(\w+)', '(\w+)'\)")]
    private static partial Regex Branches();
}
