using System.Reflection;
using System.Text.Json;
using EventFlow.EventStore;
using EventFlow.Silo;
using Microsoft.Extensions.DependencyInjection;
using global::Orleans.Providers.Streams.Common;
using global::Orleans.Serialization;
using global::Orleans.Serialization.Cloning;
using global::Orleans.Serialization.Serializers;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>Whatever grains say to each other can go to another silo.</summary>
public sealed class SerializationTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer(static s => s.AddGrainStates()).AddSingleton<ReadOnlyListCodec>()
        .AddSingleton<IGeneralizedCodec>(static p => p.GetRequiredService<ReadOnlyListCodec>()).AddSingleton<IGeneralizedCopier>(static p => p.GetRequiredService<ReadOnlyListCodec>()).BuildServiceProvider();

    [Fact]
    public void Arguments_AndResultsOfEveryGrainMethod_HaveACodec()
    {
        var provider = _services.GetRequiredService<ICodecProvider>();
        Assembly[] assemblies = [typeof(LabelSet).Assembly, typeof(LiveFeed).Assembly, typeof(SiloHost).Assembly];
        var methods = assemblies.SelectMany(static a => a.GetTypes()).Where(static t => t.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(t)).SelectMany(static t => t.GetMethods()).ToList();
        Assert.True(methods.Count > 50, $"Only {methods.Count} methods were found.");
        var missing = from method in methods
                      from type in method.GetParameters().Select(static p => p.ParameterType).Append(ResultOf(method))
                      where type is not null && FaultOf(provider, type) is { }
                      select $"{method.DeclaringType!.Name}.{method.Name}: {FaultOf(provider, type!)}";
        Assert.Empty(missing);
    }

    [Fact]
    public void List_AsTheCompilerMakesIt_ArrivesAsAnEqualList()
    {
        var serializer = _services.GetRequiredService<Serializer>();
        IReadOnlyList<Fault> three = [new("a", "1", "x"), new("b", "2", "y"), new("c", "3", "z")];
        IReadOnlyList<Fault> one = [new("a", "1", "x")];
        foreach (var list in new[] { three, one, [] })
        {
            var outcome = new Outcome<string>(OutcomeKind.Invalid, null, "detail", list);
            var read = serializer.Deserialize<Outcome<string>>(serializer.SerializeToArray(outcome));
            Assert.Equal(list, read!.Faults);
            Assert.Equal("detail", read.Detail);
        }
    }

    [Fact]
    public void State_OfAGrainThatMoves_ArrivesAsItIsKept()
    {
        Assert.True(GrainStates.Types.Count > 15, $"Only {GrainStates.Types.Count} types of state were found.");
        var serializer = _services.GetRequiredService<Serializer>();
        foreach (var type in GrainStates.Types)
        {
            // As it is packed for the journey: within the state of the model, which has a codec of its own.
            var state = Activator.CreateInstance(type)!;
            var packed = typeof(GrainState<>).MakeGenericType(type);
            var read = serializer.Deserialize<object>(serializer.SerializeToArray<object>(Activator.CreateInstance(packed, state, "7")!));
            Assert.Equal("7", packed.GetProperty("ETag")!.GetValue(read));
            Assert.Equal(JsonSerializer.Serialize(state, type, GrainStateJson.Options), JsonSerializer.Serialize(packed.GetProperty("State")!.GetValue(read), type, GrainStateJson.Options));
        }
    }

    [Fact]
    public void Delivery_ToAnotherSilo_ArrivesWithOffsetsAndEvents()
    {
        var serializer = _services.GetRequiredService<Serializer>();
        TelemetryEvent[] events =
        [
            new LogEvent(1_000, "orders", "id-1", LabelSet.Of(("a", "ü")), LogSeverity.Error, "message", null),
            new DomainEvent(2_000, "orders", null, LabelSet.Empty, "order.placed", "{}"),
        ];
        var codec = new EventBatchCodec();
        var stored = codec.Decode(codec.Encode(new EventBatch(StreamNames.Logs, 2, 0, 5_000, events) { Producer = "p", Sequence = 7 }).Payload.Span, StreamNames.Logs, 2, 40, 2);
        var sent = new LogBatchContainer(StreamId.Create(StreamNames.Namespace, EventStreams.KeyOf(StreamNames.Logs, 2)), [stored, stored with { FirstOffset = 42 }], LogTokens.After(43));
        var read = Assert.IsType<LogBatchContainer>(serializer.Deserialize<IBatchContainer>(serializer.SerializeToArray<IBatchContainer>(sent)));
        Assert.Equal(44, LogTokens.StartOf(read.SequenceToken));
        Assert.Equal(sent.StreamId, read.StreamId);
        var items = read.GetEvents<EventBatch>().ToList();
        Assert.Equal([41L, 43L], items.Select(static i => i.Item2.SequenceNumber));
        Assert.Equal(events, items[1].Item1.Events);
        Assert.Equal(("p", 7L, 42L, 5_000L), (items[1].Item1.Producer, items[1].Item1.Sequence, items[1].Item1.FirstOffset, items[1].Item1.ReceivedAt));
    }

    [Fact]
    public void Token_OfAGrain_BeginsAtItsOffsetAndThatOfADeliveryBehindIt()
    {
        Assert.Equal(0, LogTokens.StartOf(null));
        Assert.Equal(7, LogTokens.StartOf(new EventSequenceTokenV2(7)));
        Assert.Equal(8, LogTokens.StartOf(LogTokens.After(7)));
    }

    public void Dispose() => _services.Dispose();

    private static string? FaultOf(ICodecProvider provider, Type type)
    {
        try
        {
            return provider.TryGetCodec(type) is null ? $"no codec for {type}" : null;
        }
        catch (Exception e)
        {
            return e.GetBaseException().Message;
        }
    }

    private static Type? ResultOf(MethodInfo method) => method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : null;
}
