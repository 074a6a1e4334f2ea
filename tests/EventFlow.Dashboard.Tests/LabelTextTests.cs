using EventFlow.Dashboard.Routing;

namespace EventFlow.Dashboard.Tests;

public sealed class LabelTextTests
{
    [Theory]
    [InlineData("alertname=Slow, service=payments", "alertname=Slow|service=payments")]
    [InlineData("""{alertname="Slow",path="a, b"}""", "alertname=Slow|path=a, b")]
    [InlineData("""quote="the \"old\" one\\two" , service = payments ,""", """quote=the "old" one\two|service=payments""")]
    [InlineData("empty=, url=http://a?b=c", "url=http://a?b=c")]
    public void Read_OfLabels_TakesEachWhole(string text, string expected)
    {
        var (labels, fault) = LabelText.Read(text);
        Assert.Null(fault);
        Assert.Equal(expected.Split('|'), labels.Pairs.Select(static l => $"{l.Key}={l.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("justaword", "'justaword'")]
    [InlineData("service=a,b", "'b'")]
    [InlineData("service=a, justaword, team=b", "'justaword, team=b'")]
    [InlineData("=a", "'=a'")]
    [InlineData("""service="open""", "'\"open'")]
    [InlineData("""service="a"b""", "'\"a\"b'")]
    [InlineData("service=a, service=b", "'service' twice")]
    public void Read_OfAnythingElse_SaysWhatCannotBeRead(string text, string found)
    {
        var (labels, fault) = LabelText.Read(text);
        Assert.Equal(("labels", found), (fault!.Field, fault.Found));
        Assert.Equal(0, labels.Count);
    }
}
