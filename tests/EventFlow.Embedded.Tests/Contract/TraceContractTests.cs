using System.Collections.Concurrent;
using System.Diagnostics;

namespace EventFlow.Embedded.Tests.Contract;

/// <summary>Spans of calls: names, kinds and parents, which are what a trace shows.</summary>
public abstract class TraceContractTests : ContractTests
{
    private readonly ActivitySource _source = new("EventFlow.Tests.Trace");
    private readonly ConcurrentQueue<Activity> _ended = new();

    [Fact]
    public async Task Call_ThatBelongsToATrace_HasASpanOfItsCallerAndOneOfItsGrain()
    {
        // The grains are active before: what an activation does is not the same on both.
        await Within(Grain<IChainGrain>("a").Call(["b"]));
        using var listener = Listen();
        Activity root;
        using (root = _source.StartActivity("request")!) await Within(Grain<IChainGrain>("a").Call(["b"]));
        await Until(() => Task.FromResult(Spans(root).Count >= 4), "four spans");

        var (call, turn, inner, last) = (Spans(root)[0], Spans(root)[1], Spans(root)[2], Spans(root)[3]);
        Assert.Equal([ActivityKind.Client, ActivityKind.Server, ActivityKind.Client, ActivityKind.Server], Spans(root).Select(static s => s.Kind));
        Assert.All(Spans(root), static span => Assert.Equal(("IChainGrain/Call", "orleans"), (span.OperationName, span.GetTagItem("rpc.system.name"))));
        Assert.Equal([root.SpanId, call.SpanId, turn.SpanId, inner.SpanId], [call.ParentSpanId, turn.ParentSpanId, inner.ParentSpanId, last.ParentSpanId]);
        Assert.All(Spans(root), static span => Assert.NotEqual(ActivityStatusCode.Error, span.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThatFails_HasSpansThatSaySo(bool afterAwait)
    {
        using var listener = Listen();
        Activity root;
        using (root = _source.StartActivity("request")!)
            await Assert.ThrowsAnyAsync<Exception>(() => Within(afterAwait ? Grain<ITurnGrain>().ThrowAfterAwait("no") : Grain<ITurnGrain>().Throw("no")));
        await Until(() => Task.FromResult(Spans(root).Count >= 2), "two spans");
        Assert.Equal(2, Spans(root).Count);
        Assert.All(Spans(root), static span => Assert.Equal(ActivityStatusCode.Error, span.Status));
    }

    [Fact]
    public async Task Call_UnderATrace_LeavesItsCallerWhereItWas()
    {
        using var listener = Listen();
        using var root = _source.StartActivity("request")!;
        var call = Grain<ITurnGrain>().Count();
        Assert.Same(root, Activity.Current);
        await Within(call);
        Assert.Same(root, Activity.Current);
    }

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source || source.Name is "EventFlow.Embedded" or "Microsoft.Orleans.Application",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    // In the order of their beginning.
    private List<Activity> Spans(Activity root) => [.. _ended.Where(span => span.TraceId == root.TraceId && span != root).OrderBy(Depth)];

    private int Depth(Activity span) => 1 + (_ended.FirstOrDefault(parent => parent.SpanId == span.ParentSpanId) is { } parent ? Depth(parent) : 0);
}
