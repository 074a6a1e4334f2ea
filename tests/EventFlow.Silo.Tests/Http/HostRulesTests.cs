using System.Net;

namespace EventFlow.Silo.Tests.Http;

public sealed class HostRulesTests
{
    [Theory]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData("[::1]", null, HttpStatusCode.OK)]
    [InlineData("evil.example.org", null, HttpStatusCode.BadRequest)]
    [InlineData("monitor.example.org", "true", HttpStatusCode.OK)]
    public async Task Request_InDevelopment_IsAnsweredUnderTheNamesOfThisMachine(string host, string? allowRemote, HttpStatusCode status)
    {
        await using var silo = new TestSilo(new() { [ListenAddresses.AllowRemoteKey] = allowRemote });
        await silo.InitializeAsync();
        using var client = silo.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { Host = host } };
        using var answer = await client.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
    }
}
