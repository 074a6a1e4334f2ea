using System.Reflection;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Infra.Tests;

/// <summary>What Bicep makes of <c>infra/main.bicep</c>: compiled once for all tests.</summary>
public sealed class BicepTemplate : IAsyncLifetime
{
    private JsonDocument? _template;

    /// <summary>What the compiler and the linter said.</summary>
    public string Diagnostics { get; private set; } = "";

    /// <summary>The template for Azure Resource Manager.</summary>
    public JsonElement Root => _template!.RootElement;

    /// <summary>Path of the compiler, or null where its package is not for this system.</summary>
    public static string? Compiler { get; } = typeof(BicepTemplate).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(static a => a.Key == "Bicep" && File.Exists(a.Value)).Select(static a => a.Value).FirstOrDefault();

    public async ValueTask InitializeAsync()
    {
        if (Compiler is null) return;
        using var folder = new TempDirectory();
        var file = Path.Combine(folder.Path, "main.json");
        var (code, output) = await Tool.Run(Compiler, ["build", Tool.File("infra", "main.bicep"), "--outfile", file]);
        Diagnostics = output.Trim();
        Assert.True(code == 0, Diagnostics);
        _template = JsonDocument.Parse(await File.ReadAllTextAsync(file));
    }

    public ValueTask DisposeAsync()
    {
        _template?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>All resources of a type, in all modules.</summary>
    public IReadOnlyList<JsonElement> Resources(string type) => [.. All(Root).Where(r => r.GetProperty("type").GetString() == type)];

    private static IEnumerable<JsonElement> All(JsonElement template)
    {
        var resources = template.GetProperty("resources");
        var list = resources.ValueKind == JsonValueKind.Array ? resources.EnumerateArray().ToList() : [.. resources.EnumerateObject().Select(static p => p.Value)];
        foreach (var resource in list)
        {
            if (resource.GetProperty("type").GetString() == "Microsoft.Resources/deployments")
                foreach (var inner in All(resource.GetProperty("properties").GetProperty("template"))) yield return inner;
            else
                yield return resource;
        }
    }
}
