namespace EventFlow.Silo.Tests.Api;

/// <summary>Times that no calendar should have to reckon with, wherever the API takes one: a 4xx that names the field, the value and what is expected.</summary>
[Collection(SiloCollection.Name)]
public sealed class TimeTests(TestSilo silo)
{
    private const string Expected = "a time from 1970 to 9989, as unix milliseconds or such as 2026-01-31T12:00:00Z";

    [Theory]
    [InlineData("/api/alerting/test", """{"labels":{"a":"b"},"at":"9999-12-31T23:59:59Z"}""", "at", "'9999-12-31T23:59:59Z'")]
    [InlineData("/api/alerting/test", """{"labels":{"a":"b"},"at":"0001-01-01T00:00:00Z"}""", "at", "'0001-01-01T00:00:00Z'")]
    [InlineData("/api/alerting/test", """{"labels":{"a":"b"},"at":253402300799999}""", "at", "253402300799999")]
    [InlineData("/api/alerting/test", """{"labels":{"a":"b"},"at":-1}""", "at", "-1")]
    [InlineData("/api/alerting/test", """{"labels":{"a":"b"},"at":1e300}""", "at", "1e300")]
    [InlineData("/api/alerting/test", """{"labels":{"a":"b"},"at":[]}""", "at", "a value of another kind")]
    [InlineData("/api/alerts/0123456789abcdef/acknowledge", """{"until":"9990-01-01T00:00:00Z"}""", "until", "'9990-01-01T00:00:00Z'")]
    [InlineData("/api/silences", """{"matchers":["a=b"],"startsAt":"1969-12-31T23:59:59Z","duration":"1h","comment":"x"}""", "startsAt", "'1969-12-31T23:59:59Z'")]
    [InlineData("/api/silences", """{"matchers":["a=b"],"endsAt":"9999-12-31T23:59:59Z","comment":"x"}""", "endsAt", "'9999-12-31T23:59:59Z'")]
    [InlineData("/api/oncall/any/overrides", """{"member":"Ada","from":"9999-01-01T00:00:00Z","duration":"1h","reason":"x"}""", "from", "'9999-01-01T00:00:00Z'")]
    [InlineData("/api/oncall/any/overrides", """{"member":"Ada","until":9e18,"reason":"x"}""", "until", "9e18")]
    [InlineData("/api/rules/preview", """{"rule":{},"from":"0001-01-01T00:00:00Z"}""", "from", "'0001-01-01T00:00:00Z'")]
    [InlineData("/api/replays", """{"stream":"events","from":"later"}""", "from", "'later'")]
    public async Task Post_TimeOutOfRange_Is400NamingFieldFoundAndExpected(string path, string body, string field, string found)
    {
        using var client = await silo.As("eve");
        using var answer = await client.PostJson(path, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal((field, found, Expected), Fault(await answer.Body()));
    }

    [Theory]
    [InlineData("/api/alerts?from=0001-01-01T00:00:00Z", "from", "0001-01-01T00:00:00Z")]
    [InlineData("/api/oncall?at=9999-12-31T23:59:59Z", "at", "9999-12-31T23:59:59Z")]
    [InlineData("/api/oncall/any/calendar?from=9999-12-31T00:00:00Z", "from", "9999-12-31T00:00:00Z")]
    [InlineData("/api/oncall/any/calendar?from=1969-12-31T00:00:00Z", "from", "1969-12-31T00:00:00Z")]
    [InlineData("/api/alerting/statistics?to=253402300799999", "to", "253402300799999")]
    public async Task Get_TimeOutOfRange_Is422NamingFieldFoundAndExpected(string path, string field, string found)
    {
        using var client = await silo.As("eve");
        using var answer = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal((field, found, Expected), Fault(await answer.Body()));
    }

    [Fact]
    public async Task Calendar_AtTheEndOfWhatIsTaken_IsAnswered()
    {
        using var client = await silo.As("eve");
        const string Rota = """{"timeZone":"Asia/Tokyo","members":[{"name":"Ada","reach":[{"channel":"log"}]}],"layers":[{"members":["Ada"],"every":"52w","startsOn":"1970-01-05","times":[{"startTime":"09:00","endTime":"17:00"}]}]}""";
        using var put = await client.PutJson("/api/oncall/late", Rota);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        foreach (var path in (string[])["/api/oncall/late/calendar?from=9989-12-31T23:59:59Z", "/api/oncall/late?at=9989-12-31T23:59:59Z", "/api/oncall/late/calendar?from=0"])
        {
            using var answer = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static (string?, string?, string?) Fault(JsonElement problem)
    {
        var fault = problem.GetProperty("errors")[0];
        return (fault.GetProperty("field").GetString(), fault.GetProperty("found").GetString(), fault.GetProperty("expected").GetString());
    }
}
