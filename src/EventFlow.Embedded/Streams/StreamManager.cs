using System.Collections.Concurrent;
using EventFlow.Embedded.Hosting;
using EventFlow.Embedded.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Streams;

/// <summary>Starts a pump for each stream and each grain class subscribed to its namespace, and wakes them when their source signals.</summary>
internal sealed class StreamManager
{
    private readonly ConcurrentDictionary<(string Provider, StreamId Stream), StreamPump[]> _pumps = new();
    private readonly ConcurrentBag<Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<IDisposable> _signals = [];
    private readonly ILookup<string, GrainClass> _subscribers;
    private readonly IServiceProvider _services;
    private readonly IEnumerable<StreamRegistration> _registrations;
    private readonly StreamPumpSettings _settings;

    public StreamManager(
        GrainRuntime runtime,
        IServiceProvider services,
        IEnumerable<StreamRegistration> registrations,
        IOptions<EmbeddedGrainsOptions> options,
        ILogger<StreamManager> logger)
    {
        _services = services;
        _registrations = registrations;
        _settings = new(options.Value.StreamBatchSize, options.Value.MaxDeliveryBackoff, runtime.TimeProvider, logger);
        _subscribers = runtime.Classes
            .SelectMany(static grainClass => grainClass.StreamNamespaces.Select(name => (Name: name, Class: grainClass)))
            .ToLookup(static entry => entry.Name, static entry => entry.Class, StringComparer.Ordinal);
    }

    public IEnumerable<StreamPump> Pumps => _pumps.Values.SelectMany(static pumps => pumps);

    public bool HasSubscribers(string? streamNamespace) => _subscribers.Contains(streamNamespace ?? "");

    public void Start()
    {
        foreach (var registration in _registrations)
        {
            var provider = (EmbeddedStreamProvider)_services.GetRequiredKeyedService<IStreamProvider>(registration.Name);
            _signals.Add(provider.Source.Subscribe(stream => OnData(provider, stream)));
            foreach (var subscribed in _subscribers)
            {
                foreach (var stream in provider.Source.ListStreams(subscribed.Key))
                    OnData(provider, stream);
            }
        }
    }

    /// <summary>Ends reading and waits for what is being delivered.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in _signals)
            signal.Dispose();
        await _stopping.CancelAsync();
        await Task.WhenAll(_running).WaitAsync(cancellationToken);
    }

    private void OnData(EmbeddedStreamProvider provider, StreamId stream)
    {
        // Fast path: the stream is known.
        if (!_pumps.TryGetValue((provider.Name, stream), out var pumps))
            pumps = Begin(provider, stream);
        foreach (var pump in pumps)
            pump.Signal();
    }

    private StreamPump[] Begin(EmbeddedStreamProvider provider, StreamId stream)
    {
        lock (_running)
        {
            if (_pumps.TryGetValue((provider.Name, stream), out var known))
                return known;
            StreamPump[] pumps = _stopping.IsCancellationRequested
                ? []
                : [.. _subscribers[stream.GetNamespace() ?? ""].Select(grainClass => new StreamPump(provider, stream, grainClass, _settings))];
            _pumps[(provider.Name, stream)] = pumps;
            using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
            {
                foreach (var pump in pumps)
                    _running.Add(Task.Run(() => pump.RunAsync(_stopping.Token)));
            }

            return pumps;
        }
    }
}
