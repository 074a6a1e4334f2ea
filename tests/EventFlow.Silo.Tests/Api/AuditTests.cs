using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace EventFlow.Silo.Tests.Api;

/// <summary>Who changed what, over the API.</summary>
[Collection(SiloCollection.Name)]
public sealed class AuditTests(TestSilo silo)
{
    [Fact]
    public async Task Change_ByAUser_CanBeReadWithItsCallerAndItsRequest()
    {
        using var ada = await silo.As("olga-operator");
        ada.DefaultRequestHeaders.Add("X-Correlation-Id", "audit-test-1");
        using var made = await ada.PostAsJsonAsync("/api/silences", new { matchers = new[] { "service=\"audit\"" }, duration = "1h", comment = "For the audit." });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        using var ended = await ada.DeleteAsync($"/api/silences/{id}");
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);

        var page = await ada.GetFromJsonAsync<JsonElement>($"/api/audit?target={id}");
        var entries = page.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["silence.expire", "silence.put"], entries.Select(static e => e.GetProperty("action").GetString()));
        foreach (var entry in entries)
        {
            Assert.Equal(("api", "done", "audit-test-1"), (Text(entry, "via"), Text(entry, "result"), Text(entry, "correlationId")));
            Assert.Equal("olga-operator", Text(entry, "who"));
            Assert.NotEqual("", Text(entry, "by"));
        }

        Assert.Contains("For the audit.", Text(entries[1], "detail"));
        Assert.Equal(0, (await ada.GetFromJsonAsync<JsonElement>($"/api/audit?target={id}&action=rule")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Change_ByAnApiKey_NamesTheKeyByItsId()
    {
        using var admin = await silo.AsAdmin();
        using var made = await admin.PostAsJsonAsync("/api/api-keys", new { name = "audit robot", scopes = new[] { "silence" } });
        var created = await made.Content.ReadFromJsonAsync<JsonElement>();
        var secret = created.GetProperty("key").GetString()!;
        using var robot = silo.WithKey(secret);
        using var silenced = await robot.PostAsJsonAsync("/api/silences", new { matchers = new[] { "service=\"audit-key\"" }, duration = "1h", comment = "By a robot." });
        Assert.Equal(HttpStatusCode.Created, silenced.StatusCode);

        var byRobot = (await admin.GetFromJsonAsync<JsonElement>("/api/audit?who=audit%20robot")).GetProperty("items").EnumerateArray().Single();
        Assert.StartsWith("key:", Text(byRobot, "by"));
        var key = Text(byRobot, "by")["key:".Length..];
        using var revoked = await admin.DeleteAsync($"/api/api-keys/{key}");
        var ofKey = await admin.GetFromJsonAsync<JsonElement>($"/api/audit?action=apiKey&target={key}");
        Assert.Equal(["apiKey.revoke", "apiKey.create"], ofKey.GetProperty("items").EnumerateArray().Select(static e => Text(e, "action")));
        Assert.DoesNotContain(secret, ofKey.GetRawText());
        Assert.DoesNotContain("hash", ofKey.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Change_ThatIsRefused_IsNoChange()
    {
        using var admin = await silo.AsAdmin();
        using var refused = await admin.PostAsJsonAsync("/api/silences", new { matchers = new[] { "service=\"audit-refused\"" }, duration = "1h" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.DoesNotContain("audit-refused", await admin.GetStringAsync("/api/audit?limit=500"));
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
