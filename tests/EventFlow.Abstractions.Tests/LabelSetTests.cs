using System.Text.Json;

namespace EventFlow.Abstractions.Tests;

public sealed class LabelSetTests
{
    [Fact]
    public void Create_WithANameTwice_KeepsTheLast() => Assert.Equal("2", LabelSet.Of(("a", "1"), ("a", "2"))["a"]);

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 32)]
    [InlineData(3, 33)]
    [InlineData(4, 300)]
    public void Create_OfPairsInAnyOrder_SortsThemAndKeepsTheLastOfAName(int seed, int count)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var pairs = Enumerable.Range(0, random.Next(count + 1)).Select(i => KeyValuePair.Create($"n{random.Next(count)}", $"v{i}")).ToList();
            var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in pairs) expected[name] = value;
            Assert.Equal(expected, LabelSet.Create(pairs).Pairs);
            Assert.Equal(expected, LabelSet.FromPairs([.. pairs.SelectMany(static p => new[] { p.Key, p.Value })]).Pairs);
        }
    }

    [Fact]
    public void Sharing_WithASetThatIsAlike_IsEqualToItselfAndHoldsTheTextsOfTheOther()
    {
        static string Text(string text) => new(text.AsSpan());
        var one = LabelSet.Of((Text("a"), Text("1")), (Text("c"), Text("3")), (Text("d"), Text("4")));
        var other = LabelSet.Of((Text("a"), Text("1")), (Text("b"), Text("2")), (Text("d"), Text("5")));
        var shared = other.Sharing(one);
        Assert.Equal(LabelSet.Of(("a", "1"), ("b", "2"), ("d", "5")), shared);
        Assert.Same(one.At(0).Key, shared.At(0).Key);
        Assert.Same(one.At(0).Value, shared.At(0).Value);
        Assert.Same(one.At(2).Key, shared.At(2).Key);
        Assert.Same(other.At(1).Key, shared.At(1).Key);
        Assert.Same(one, LabelSet.Of(("a", "1"), ("c", "3"), ("d", "4")).Sharing(one));
        Assert.Same(other, other.Sharing(LabelSet.Empty));
    }

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
