using System.Text;

namespace EventFlow.Client.Tests;

public sealed class OutgoingBatchBuilderTests
{
    [Fact]
    public void Take_MetricAndLog_ExactLines()
    {
        using var builder = new OutgoingBatchBuilder();
        builder.AddMetric(1000, "auth", "cpu_percent", 12.5, "percent", new Dictionary<string, string> { ["host"] = "a\"b" }, "id1");
        builder.AddMetric(2000, "auth", "cpu_percent", 1e300);
        builder.AddLog(3000, "auth", "error", "Größe <5> \n 'x'", "0123456789abcdef0123456789abcdef", [new("caller", "A.B:1"), new("n", 3), new("ok", true), new("ratio", 0.5), new("big", 5L)]);

        var batch = builder.Take("me", 9);

        Assert.Equal(
            """
            {"id":"id1","timestamp":1000,"service":"auth","metric":"cpu_percent","value":12.5,"unit":"percent","labels":{"host":"a\"b"}}
            {"timestamp":2000,"service":"auth","metric":"cpu_percent","value":1E+300}
            {"timestamp":3000,"service":"auth","level":"error","message":"Größe <5> \n 'x'","trace_id":"0123456789abcdef0123456789abcdef","attributes":{"caller":"A.B:1","n":3,"ok":true,"ratio":0.5,"big":5}}

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(batch.Body.Span));
        Assert.Equal((3, "me", 9), (batch.Count, batch.Producer, batch.Sequence));
    }

    [Fact]
    public void Take_Twice_SecondHoldsOnlyWhatCameAfter()
    {
        using var builder = new OutgoingBatchBuilder();
        builder.AddMetric(1, "a", "m", 1);
        var first = builder.Take();
        builder.AddMetric(2, "b", "m", 2);
        var second = builder.Take();

        Assert.Contains("\"a\"", Encoding.UTF8.GetString(first.Body.Span));
        Assert.Equal("{\"timestamp\":2,\"service\":\"b\",\"metric\":\"m\",\"value\":2}\n", Encoding.UTF8.GetString(second.Body.Span));
    }

    [Fact]
    public void Take_Empty_Throws()
    {
        using var builder = new OutgoingBatchBuilder();
        Assert.Throws<InvalidOperationException>(() => builder.Take());
    }
}
