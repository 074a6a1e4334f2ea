using System.Collections.Concurrent;
using EventFlow.EventStore;
using Orleans.Providers.Streams.Common;

namespace EventFlow.Silo;

/// <summary>
/// The event log as queues of Orleans: one for each partition. Nothing is kept here: a stream is read from the offset that its grain asks for, as far back as the log goes. Thread safe.
/// </summary>
internal sealed class LogQueueAdapter : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache, IDisposable
{
    private readonly ConcurrentDictionary<QueueId, LogQueue> _queues = new();
    private readonly LogQueueMapper _mapper;
    private readonly IFollowedEventLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public LogQueueAdapter(string name, IFollowedEventLog log, TimeProvider time, ILoggerFactory loggers)
    {
        Name = name;
        (_log, _time, _logger) = (log, time, loggers.CreateLogger<LogQueue>());
        _mapper = new LogQueueMapper(name, log.Streams);
        _log.Appended += Signal;
    }

    public string Name { get; }

    public bool IsRewindable => true;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IStreamQueueMapper GetStreamQueueMapper() => _mapper;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => new LogQueueReceiver(QueueOf(queueId));

    public IQueueCache CreateQueueCache(QueueId queueId) => new LogQueueCache(QueueOf(queueId));

    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException($"Streams of '{Name}' are written through {nameof(IEventLog)}.{nameof(IEventLog.Append)}; expected no other producer.");

    public void Dispose() => _log.Appended -= Signal;

    private void Signal(string stream, int partition)
    {
        if (_mapper.TryGetQueue(stream, partition, out var id)) QueueOf(id).Signal();
    }

    private LogQueue QueueOf(QueueId id) => _queues.GetOrAdd(id, static (id, of) =>
    {
        var (stream, partition) = of._mapper.PartitionOf(id);
        return new(of._log, stream, partition, of._time, of._logger);
    }, this);
}
