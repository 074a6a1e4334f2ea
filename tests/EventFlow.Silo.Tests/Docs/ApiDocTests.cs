using EventFlow.TestKit;

namespace EventFlow.Silo.Tests.Docs;

[Collection(SiloCollection.Name)]
public sealed class ApiDocTests(TestSilo silo)
{
    [Fact]
    public async Task Page_OfTheApi_NamesEveryOperationThereIs()
    {
        using var client = silo.Anonymous();
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        var operations = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(static p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}"));
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "api.md"));
        Assert.All(operations, operation => Assert.Contains($"`{operation}`", page));
    }
}
