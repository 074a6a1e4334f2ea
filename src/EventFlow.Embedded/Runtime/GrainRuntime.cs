using EventFlow.Embedded.CodeGeneration;
using EventFlow.Embedded.Hosting;
using EventFlow.Embedded.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Runtime;

/// <summary>Finds grains and lets calls in; the centre the parts of the runtime know.</summary>
internal sealed class GrainRuntime : IGrainFactory
{
    private readonly GrainCatalog _catalog;
    private readonly ServiceLifetimes _lifetimes;
    private volatile RuntimePhase _phase;
    private Activation? _watched;

    public GrainRuntime(
        IServiceProvider services,
        ServiceLifetimes lifetimes,
        IOptions<EmbeddedGrainsOptions> options,
        GrainStorages storages,
        TimeProvider timeProvider,
        ILogger<GrainRuntime> logger)
    {
        var settings = options.Value;
        Services = services;
        TimeProvider = timeProvider;
        Logger = logger;
        ResponseTimeout = settings.ResponseTimeout;
        DeactivationTimeout = settings.DeactivationTimeout;
        MaxQueuedRequests = settings.MaxQueuedRequests;
        _lifetimes = lifetimes;
        _catalog = new GrainCatalog(this, settings.GrainAssemblies, storages);
    }

    public IServiceProvider Services { get; }

    public TimeProvider TimeProvider { get; }

    public ILogger Logger { get; }

    public TimeSpan ResponseTimeout { get; }

    public TimeSpan DeactivationTimeout { get; }

    public int MaxQueuedRequests { get; }

    public IReadOnlyList<GrainClass> Classes => _catalog.Classes;

    public IEnumerable<Activation> Activations => Classes.SelectMany(static grainClass => grainClass.Activations);

    public RuntimePhase Phase
    {
        get => _phase;
        set => _phase = value;
    }

    /// <summary>Set when the reminder service is made: the two need each other.</summary>
    public IReminderRegistry Reminders
    {
        get => field ?? throw new InvalidOperationException("The grain runtime has not started, so it has no reminders yet.");
        set;
    }

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey =>
        (TGrainInterface)(object)Reference(typeof(TGrainInterface), primaryKey, grainClassNamePrefix);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => (IGrain)(object)Reference(grainInterfaceType, grainPrimaryKey, null);

    /// <summary>A reference to the same grain through another of its interfaces.</summary>
    public GrainReference Reference(Type interfaceType, GrainTarget target)
    {
        if (!interfaceType.IsAssignableFrom(target.Class.Type))
            throw new InvalidCastException($"{target.Class.Type.FullName} does not implement {interfaceType.FullName}.");
        return _catalog.Interface(interfaceType).Factory(target);
    }

    /// <summary>An activation has got a request and is to be looked at for deadlines.</summary>
    public void Watch(Activation activation)
    {
        Activation? first;
        do
            activation.NextWatched = first = Volatile.Read(ref _watched);
        while (Interlocked.CompareExchange(ref _watched, activation, first) != first);
    }

    /// <summary>Takes all that are to be looked at, chained by <see cref="Activation.NextWatched"/>.</summary>
    public Activation? TakeWatched() => Interlocked.Exchange(ref _watched, null);

    public GrainClass? FindClass(GrainType type) => _catalog.Find(type);

    /// <summary>Where a service comes from: singletons from the root, which spares most activations a scope.</summary>
    public IServiceProvider ServicesFor(Activation activation, Type service, object? key = null) =>
        _lifetimes.IsScoped(service, key) ? activation.ActivationServices : Services;

    public long GetTimestamp() => TimeProvider.GetTimestamp();

    public long ToTimestampTicks(TimeSpan span) => TimeProvider.TimestampFrequency == TimeSpan.TicksPerSecond
        ? span.Ticks
        : (long)(span.TotalSeconds * TimeProvider.TimestampFrequency);

    /// <summary>Whether the request may go in now: while stopping only what belongs to calls already let in.</summary>
    public bool Accepts(GrainRequest request) => _phase switch
    {
        RuntimePhase.Running => true,
        RuntimePhase.Stopping => request.Caller is not null,
        _ => false,
    };

    public OrleansMessageRejectionException Rejection() => new(_phase switch
    {
        RuntimePhase.NotStarted => "The grain runtime has not started yet; the call was not made. Call after the host has started.",
        RuntimePhase.Stopped => "The grain runtime has stopped; the call was not made.",
        _ => "The grain runtime is stopping; the call was not made. Call again after the restart.",
    });

    private GrainReference Reference(Type interfaceType, string key, string? classNamePrefix)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        var known = _catalog.Interface(interfaceType);
        return known.Factory(new GrainTarget(known.Class(classNamePrefix), key));
    }
}
