using EventFlow.Rules;

namespace EventFlow.Tests.Rules;

public sealed class GlobTests
{
    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("cpu", "cpu", true)]
    [InlineData("cpu", "cpu_percent", false)]
    [InlineData("cpu*", "cpu_percent", true)]
    [InlineData("*_percent", "cpu_percent", true)]
    [InlineData("*_per*t", "cpu_percent", true)]
    [InlineData("c*p*t", "cpu_percents", false)]
    [InlineData("a, b*", "beta", true)]
    [InlineData("*, !latency_ms", "latency_ms", false)]
    [InlineData("*, !latency*, latency_ms", "latency_ms", false)]
    [InlineData("*, !latency_ms", "latency_s", true)]
    [InlineData("!latency_ms", "cpu", false)]
    [InlineData("", "cpu", false)]
    [InlineData("a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void Matches_Name_FollowsTheText(string glob, string name, bool expected) => Assert.Equal(expected, new Glob(glob).Matches(name));
}
