using System.Collections.Concurrent;
using EventFlow.Embedded.CodeGeneration;

namespace EventFlow.Embedded.Runtime;

/// <summary>A grain class: what its attributes say, how its instances are made, and its activations by key.</summary>
internal sealed class GrainClass
{
    private readonly ConcurrentDictionary<string, Activation> _activations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WorkerPool> _pools = new(StringComparer.Ordinal);
    private readonly GrainConstructor _constructor;
    private long _retiredCalls;
    private long _retiredFailures;
    private long _retired;

    public GrainClass(GrainRuntime runtime, Type type, GrainType grainType, GrainConstructor constructor)
    {
        Runtime = runtime;
        Type = type;
        GrainType = grainType;
        _constructor = constructor;
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        MaxLocalWorkers = Attribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        StreamNamespaces = [.. type.GetCustomAttributes(typeof(ImplicitStreamSubscriptionAttribute), inherit: true)
            .Cast<ImplicitStreamSubscriptionAttribute>().Select(static subscription => subscription.StreamNamespace).Distinct(StringComparer.Ordinal)];
        HasOnActivate = IsOverridden(nameof(Grain.OnActivateAsync));
        HasOnDeactivate = IsOverridden(nameof(Grain.OnDeactivateAsync));
    }

    public GrainRuntime Runtime { get; }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    /// <summary>Activations per key of a stateless worker; 0 for every other grain.</summary>
    public int MaxLocalWorkers { get; }

    public IReadOnlyList<string> StreamNamespaces { get; }

    public bool HasOnActivate { get; }

    public bool HasOnDeactivate { get; }

    public IEnumerable<Activation> Activations => MaxLocalWorkers == 0
        ? _activations.Select(static entry => entry.Value)
        : _pools.SelectMany(static entry => entry.Value.Workers);

    public long RetiredCalls => Interlocked.Read(ref _retiredCalls);

    public long RetiredFailures => Interlocked.Read(ref _retiredFailures);

    /// <summary>Activations that have ended since the start.</summary>
    public long Retired => Interlocked.Read(ref _retired);

    /// <summary>Puts a request into the mailbox of the grain with this key, making the activation if there is none.</summary>
    /// <returns>The activation, for a caller to remember; null where calls must be spread afresh each time.</returns>
    public Activation? Deliver(string key, GrainRequest request)
    {
        if (MaxLocalWorkers > 0)
        {
            _pools.GetOrAdd(key, static (newKey, owner) => new WorkerPool(owner, newKey), this).Deliver(request);
            return null;
        }

        while (true)
        {
            var activation = _activations.GetOrAdd(key, static (newKey, owner) => new Activation(owner, newKey), this);
            if (activation.Enqueue(request) != EnqueueResult.Gone)
                return activation;
        }
    }

    public void Remove(Activation activation)
    {
        Interlocked.Increment(ref _retired);
        Interlocked.Add(ref _retiredCalls, activation.Calls);
        Interlocked.Add(ref _retiredFailures, activation.Failures);
        if (activation.Pool is { } pool)
            pool.Remove(activation);
        else
            _activations.TryRemove(new(activation.Key, activation));
    }

    public Grain CreateInstance(Activation activation, out List<IStorage>? states) => _constructor.Invoke(activation, out states);

    private TAttribute? Attribute<TAttribute>() where TAttribute : Attribute =>
        (TAttribute?)System.Attribute.GetCustomAttribute(Type, typeof(TAttribute), inherit: true);

    private bool IsOverridden(string method) => Type.GetMethod(method)!.DeclaringType != typeof(Grain);
}
