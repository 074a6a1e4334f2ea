using System.Text.Json;

namespace EventFlow.Abstractions.Tests;

public sealed class SeriesIdTests
{
    [Fact]
    public void Create_WithLabelsInAnyOrder_GivesOneText()
    {
        var one = SeriesId.Create("payments", "latency_ms", LabelSet.Of(("region", "eu"), ("zone", "b")));
        var other = SeriesId.Create("payments", "latency_ms", LabelSet.Of(("zone", "b"), ("region", "eu")));
        Assert.Equal("latency_ms{region=\"eu\",service=\"payments\",zone=\"b\"}", one.Value);
        Assert.Equal(one, other);
    }

    [Theory]
    [InlineData("auth", "cpu_percent")]
    [InlineData("a \"quoted\" \\ service\n", "http.server.duration")]
    [InlineData("größe", "7days{x}")]
    [InlineData("s", "a\"b")]
    public void TryParse_OfWhatCreateWrote_GivesTheParts(string service, string metric)
    {
        var labels = LabelSet.Of(("path", "/a,b=\"c\"}"), ("weird name", "{}"), ("z", ""));
        var id = SeriesId.Create(service, metric, labels);
        Assert.True(SeriesId.TryParse(id.Value, out var parts));
        Assert.Equal((service, metric, labels), (parts.Service, parts.Metric, parts.Labels));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("latency_ms")]
    [InlineData("latency_ms{}")]
    [InlineData("latency_ms{region=\"eu\"}")]
    [InlineData("latency_ms{service=\"a\"")]
    [InlineData("latency_ms{service=\"a\"}x")]
    [InlineData("latency_ms{service=a}")]
    [InlineData("latency_ms{service=\"a\",,}")]
    [InlineData("{service=\"a\"}")]
    [InlineData("{\"m\",\"n\",service=\"a\"}")]
    public void TryParse_OfWhatIsNoSeries_IsFalse(string? text) => Assert.False(SeriesId.TryParse(text, out _));

    [Fact]
    public void TryParse_OfAnyTextCutAnywhere_NeverThrows()
    {
        var text = SeriesId.Create("a\\\"", "m.n", LabelSet.Of(("k", "v\\"))).Value;
        for (var length = 0; length < text.Length; length++) Assert.False(SeriesId.TryParse(text[..length], out _));
    }

    [Fact]
    public void Parse_OfWhatIsNoSeries_SaysWhatIsExpected()
    {
        var error = Assert.Throws<FormatException>(() => new SeriesId("cpu").Parse());
        Assert.Contains("'cpu'", error.Message);
        Assert.Contains("expected metric{service=", error.Message);
    }

    [Fact]
    public void Json_OfAnId_IsItsText()
    {
        var id = SeriesId.Create("a", "m", LabelSet.Empty);
        Assert.Equal("\"m{service=\\u0022a\\u0022}\"", JsonSerializer.Serialize(id));
        Assert.Equal(id, JsonSerializer.Deserialize<SeriesId>(JsonSerializer.Serialize(id)));
    }
}
