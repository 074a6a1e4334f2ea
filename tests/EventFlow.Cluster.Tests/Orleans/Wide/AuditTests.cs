using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans.Wide;

/// <summary>What is changed at one silo can be read at all.</summary>
[Collection(ThreeSilosCollection.Name)]
public sealed class AuditTests(ThreeSilos cluster)
{
    [Fact]
    public async Task Changes_AtAllSilos_AreOneListAtEach()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        var ids = new List<string>();
        foreach (var silo in cluster.Silos)
        {
            using var admin = await silo.SignIn();
            using var made = await admin.PostAsJsonAsync("/api/silences", new { matchers = new[] { "service=\"audit-wide\"" }, duration = "1h", comment = $"At {silo.Url}." });
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            ids.Add((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
        }

        foreach (var silo in cluster.Silos)
        {
            using var admin = await silo.SignIn();
            var items = (await admin.GetFromJsonAsync<JsonElement>("/api/audit?action=silence.put")).GetProperty("items").EnumerateArray().ToList();
            Assert.Equal(ids, items.Select(static e => e.GetProperty("target").GetString()!).Reverse());
            Assert.All(items, static e => Assert.Equal("admin", e.GetProperty("who").GetString()));
        }
    }
}
