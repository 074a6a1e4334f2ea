using System.Diagnostics.Metrics;
using System.Reflection;
using EventFlow.Silo;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>What rules of Prometheus ask of the embedded runtime is told on Orleans, too.</summary>
public sealed class CallCounterTests
{
    [Fact]
    public async Task Invoke_OfCallsThatFail_CountsThemByTypeOfGrain()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var counter = new CallCounter(services.GetRequiredService<IMeterFactory>());
        await counter.Invoke(Context.Of("service", static () => Task.CompletedTask));
        await counter.Invoke(Context.Of("service", static async () => await Task.Yield()));
        await Assert.ThrowsAsync<InvalidDataException>(() => counter.Invoke(Context.Of("rule", static () => Task.FromException(new InvalidDataException()))));
        await Assert.ThrowsAsync<OperationCanceledException>(() => counter.Invoke(Context.Of("rule", static () => Task.FromException(new OperationCanceledException()))));
        await counter.Invoke(Context.Of("sys.svc.clustering", static () => Task.CompletedTask));
        await counter.Invoke(Context.Of("management", static () => Task.CompletedTask));
        Assert.Equal(
            ["eventflow.runtime.calls rule 2", "eventflow.runtime.calls service 2", "eventflow.runtime.calls.failed rule 1", "eventflow.runtime.calls.failed service 0"],
            Figures(services.GetRequiredService<IMeterFactory>()).Order(StringComparer.Ordinal));
    }

    private static List<string> Figures(IMeterFactory meters)
    {
        var figures = new List<string>();
        var meter = meters.Create(CallCounter.MeterName);
        using var listener = new MeterListener { InstrumentPublished = (instrument, of) => { if (instrument.Meter == meter) of.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => figures.Add($"{instrument.Name} {tags[0].Value} {value}"));
        listener.Start();
        listener.RecordObservableInstruments();
        return figures;
    }

    internal class Context : DispatchProxy
    {
        private GrainId _target;
        private Func<Task> _call = null!;

        public static IIncomingGrainCallContext Of(string type, Func<Task> call)
        {
            var proxy = Create<IIncomingGrainCallContext, Context>();
            var context = (Context)(object)proxy;
            (context._target, context._call) = (GrainId.Create(type, "a"), call);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? method, object?[]? arguments) => method!.Name switch
        {
            "Invoke" => _call(),
            "get_TargetId" => _target,
            _ => throw new NotSupportedException(method.Name),
        };
    }
}
