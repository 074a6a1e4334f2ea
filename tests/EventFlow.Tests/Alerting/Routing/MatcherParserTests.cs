using EventFlow.Alerting.Routing;

namespace EventFlow.Tests.Alerting.Routing;

public sealed class MatcherParserTests
{
    // What Alertmanager's own parsers make of these texts, in both of its forms.
    [Theory]
    [InlineData("foo=bar", "foo=\"bar\"")]
    [InlineData("foo=\"bar\"", "foo=\"bar\"")]
    [InlineData("{foo=\"bar\"}", "foo=\"bar\"")]
    [InlineData(" { foo = \"bar\" , } ", "foo=\"bar\"")]
    [InlineData("foo!=bar", "foo!=\"bar\"")]
    [InlineData("foo=~\"bar.*|baz\"", "foo=~\"bar.*|baz\"")]
    [InlineData("foo!~\"bar\"", "foo!~\"bar\"")]
    [InlineData("foo=\"bar\",bar!=\"baz\"", "foo=\"bar\",bar!=\"baz\"")]
    [InlineData("{foo=\"a,b}c\"}", "foo=\"a,b}c\"")]
    [InlineData("foo=\"\"", "foo=\"\"")]
    [InlineData("foo=\"b\\\"ar\\\\\\n\"", "foo=\"b\\\"ar\\\\\\n\"")]
    [InlineData("\"naïve name\"=\"🙂\"", "\"naïve name\"=\"🙂\"")]
    [InlineData("Ünïcode=bar", "\"Ünïcode\"=\"bar\"")]
    [InlineData("\"foo.bar\"=~\"x\"", "\"foo.bar\"=~\"x\"")]
    [InlineData("foo=\"\\u00e4\"", "foo=\"ä\"")]
    // Only the classic form reads these.
    [InlineData("foo=bar baz", "foo=\"bar baz\"")]
    [InlineData("foo=", "foo=\"\"")]
    [InlineData("foo=bar=baz", "foo=\"bar=baz\"")]
    [InlineData("foo=~[a-z]{2}", "foo=~\"[a-z]{2}\"")]
    public void Parse_Valid_ReadsAsAlertmanagerDoes(string text, string expected)
    {
        var matchers = MatcherParser.Parse(text, out var error);
        Assert.True(matchers is not null, error);
        Assert.Equal(expected, string.Join(",", matchers!));
        Assert.Equal(expected, string.Join(",", MatcherParser.Parse(expected, out _)!));
    }

    [Theory]
    [InlineData("", "no matcher")]
    [InlineData("{}", "no matcher")]
    [InlineData("foo", "which has none of =, !=, =~, !~")]
    [InlineData("=bar", "lacks a name or a value")]
    [InlineData("{foo=\"bar\"", "'{' without '}'")]
    [InlineData("foo=\"bar", "a quote that is not closed")]
    [InlineData("foo=~\"(\"", "which is none")]
    [InlineData("foo=~\"(?=x)\"", "look-around")]
    [InlineData("foo=~\"(a)\\\\1\"", "back reference")]
    [InlineData("foo=~\"[[:alpha:]]+\"", "[A-Za-z]")]
    [InlineData("foo=~\"(a{1000}){1000}\"", "more than can be matched in a bounded time")]
    [InlineData("\uD800=\"x\"", "not valid UTF-8")]
    public void Parse_Invalid_SaysWhat(string text, string expected)
    {
        Assert.Null(MatcherParser.Parse(text, out var error));
        Assert.Contains(expected, error);
    }

    [Theory]
    [InlineData("a=\"x\"", true)]
    [InlineData("a!=\"x\"", false)]
    [InlineData("a=~\"x|y\"", true)]
    [InlineData("a=~\"X\"", false)]
    [InlineData("a=~\"x+\"", true)]
    [InlineData("a=~\"\"", false)]
    [InlineData("none=\"\"", true)]
    [InlineData("none=~\".*\"", true)]
    [InlineData("none=~\".+\"", false)]
    [InlineData("none!=\"\"", false)]
    [InlineData("a!~\"y.*\"", true)]
    [InlineData("b=~\"x\"", false)]
    public void Matches_AnchoredAndMissingIsEmpty(string matcher, bool expected) =>
        Assert.Equal(expected, MatcherParser.ParseOne(matcher, out _)!.Matches(LabelSet.Of(("a", "x"), ("b", "xx"))));

    [Fact]
    public void Matches_ExpressionMadeToBacktrack_IsLinear()
    {
        var matcher = MatcherParser.ParseOne("a=~\"(x+x+)+y\"", out _)!;
        Assert.False(matcher.Matches(LabelSet.Of(("a", new string('x', 50_000)))));
    }
}
