using System.Diagnostics;
using EventFlow.TestKit;

namespace EventFlow.Silo.Tests.Api;

[Collection(SiloCollection.Name)]
public sealed class OpenApiTests(TestSilo silo)
{
    [Fact]
    public async Task Document_ForEveryOperation_NamesIdSummaryTagAndA4xx()
    {
        using var document = await Read();
        var tags = document.RootElement.GetProperty("tags").EnumerateArray().Select(static t => t.GetProperty("name").GetString()).ToHashSet();
        var operations = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Select(o => (Name: $"{o.Name} {path.Name}", o.Value))).ToList();
        Assert.True(operations.Count >= 30, $"{operations.Count} operations");
        foreach (var (name, operation) in operations)
        {
            Assert.True(operation.TryGetProperty("operationId", out _), name);
            Assert.True(operation.TryGetProperty("summary", out _), name);
            Assert.True(operation.TryGetProperty("security", out _), name);
            Assert.Contains(Assert.Single(operation.GetProperty("tags").EnumerateArray()).GetString(), tags);
            Assert.Contains(operation.GetProperty("responses").EnumerateObject(), static r => r.Name.StartsWith('4'));
        }
    }

    [Fact]
    public async Task Document_OfAList_DescribesItsParametersAsTheEndpointReadsThem()
    {
        using var document = await Read();
        var parameters = document.RootElement.GetProperty("paths").GetProperty("/api/alerts").GetProperty("get").GetProperty("parameters").EnumerateArray().ToList();
        Assert.Equal(["state", "service", "severity", "rule", "text", "from", "to", "offset", "limit"], parameters.Select(static p => p.GetProperty("name").GetString()));
        var limit = parameters[^1].GetProperty("schema");
        Assert.Equal((1, 500, 50), (limit.GetProperty("minimum").GetInt32(), limit.GetProperty("maximum").GetInt32(), limit.GetProperty("default").GetInt32()));
        Assert.Equal("array", parameters[0].GetProperty("schema").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Examples_OfTheBodies_AreGoodRequests()
    {
        await using var real = new TestSilo([], realRules: true);
        await real.InitializeAsync();
        using var admin = await real.AsAdmin();
        using var document = await Read();
        var posts = document.RootElement.GetProperty("paths").EnumerateObject()
            .Where(static p => p.Name.StartsWith("/api/") && !p.Name.StartsWith("/api/auth/") && !p.Name.Contains('{') && p.Value.TryGetProperty("post", out _))
            .Select(static p => (p.Name, Body: ExampleOf(p.Value.GetProperty("post")))).Where(static p => p.Body is not null).ToList();
        Assert.Contains("/api/rules", posts.Select(static p => p.Name));
        foreach (var (path, body) in posts)
        {
            using var answer = await admin.PostJson(path, body!);
            var said = $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";

            // The log is empty, which is the last thing a replay asks; the body is good then.
            if (path == "/api/replays" && said.Contains("a range without events", StringComparison.Ordinal)) continue;
            Assert.False(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, said);
            if (path.StartsWith("/api/rules")) Assert.True(answer.IsSuccessStatusCode, said);
        }
    }

    [Fact]
    public async Task Document_Linted_HasNoFaults()
    {
        Assert.SkipWhen(Counterparts.NodeModules is null || Counterparts.Node is null, Counterparts.Missing("@redocly/cli"));
        using var folder = new TempDirectory();
        using var client = silo.Anonymous();
        await File.WriteAllTextAsync(folder["v1.json"], await client.GetStringAsync("/openapi/v1.json"));
        var (code, output) = await Run(folder.Path, Counterparts.Node!, Path.Combine(Counterparts.NodeModules!, "@redocly", "cli", "bin", "cli.js"), "lint", "--extends=recommended", "v1.json");
        // It prints how many warnings there are, if any.
        Assert.True(code == 0 && !output.Contains("You have", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task DocsPage_OfASiloStartedAnywhere_HasItsFiles()
    {
        using var client = silo.Anonymous();
        foreach (var (path, type) in new[] { ("/docs/api", "text/html"), ("/docs/api.css", "text/css"), ("/docs/api.js", "text/javascript") })
        {
            using var answer = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        }
    }

    private static string? ExampleOf(JsonElement operation) =>
        operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json) && json.TryGetProperty("example", out var example)
            ? example.GetRawText()
            : null;

    private async Task<JsonDocument> Read()
    {
        using var client = silo.Anonymous();
        return JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
    }

    private static async Task<(int Code, string Output)> Run(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
