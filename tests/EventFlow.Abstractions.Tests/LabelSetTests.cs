using System.Text.Json;

namespace EventFlow.Abstractions.Tests;

public sealed class LabelSetTests
{
    [Fact]
    public void Create_WithANameTwice_KeepsTheLast() => Assert.Equal("2", LabelSet.Of(("a", "1"), ("a", "2"))["a"]);

    [Fact]
    public void Equals_OfSetsBuiltInOtherOrder_IsTrueAndHashesAgree()
    {
        var one = LabelSet.Of(("a", "1"), ("b", "2"));
        var other = LabelSet.Empty.With("b", "2").With("a", "1");
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, other.With("a", "3"));
    }

    [Fact]
    public void ToString_OrdersByNameOrdinally() => Assert.Equal("{B=\"1\",a=\"2\"}", LabelSet.Of(("a", "2"), ("B", "1")).ToString());

    [Fact]
    public void Indexer_OfAMissingName_IsNull() => Assert.Null(LabelSet.Of(("a", "1"))["A"]);

    [Fact]
    public void Json_OfASet_IsAnObjectAndComesBack()
    {
        var set = LabelSet.Of(("b", "x\"y"), ("a", ""));
        Assert.Equal("""{"a":"","b":"x\u0022y"}""", JsonSerializer.Serialize(set));
        Assert.Equal(set, JsonSerializer.Deserialize<LabelSet>(JsonSerializer.Serialize(set)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LabelSet>("""{"a":1}"""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LabelSet>("[]"));
    }
}
