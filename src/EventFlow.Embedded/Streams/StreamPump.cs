using EventFlow.Embedded.Runtime;
using Microsoft.Extensions.Logging;

namespace EventFlow.Embedded.Streams;

/// <summary>
/// Brings one stream to one grain class: reads from the activation's position, delivers, and tries again for ever when that fails, so that
/// nothing is skipped. One batch is outstanding at a time. Holds no position of its own: the grain's checkpoint is the truth.
/// </summary>
internal sealed partial class StreamPump(EmbeddedStreamProvider provider, StreamId stream, GrainClass grainClass, StreamPumpSettings settings)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);

    // Spreads retries of many streams that failed together; what it yields decides nothing else.
    private readonly Random _jitter = new(HashCode.Combine(stream, grainClass.GrainType));
    private readonly SemaphoreSlim _signal = new(1, 1);
    private readonly string _key = stream.GetKeyAsString();
    private StreamSubscription? _subscription;
    private string? _lastError;
    private int _attempts;
    private long _failures;
    private long _delivered;

    public StreamId Stream => stream;

    public string ProviderName => provider.Name;

    public GrainType GrainType => grainClass.GrainType;

    public long Delivered => Interlocked.Read(ref _delivered);

    public long Failures => Interlocked.Read(ref _failures);

    public string? LastError => Volatile.Read(ref _lastError);

    /// <summary>How far the newest item is ahead of what was delivered, in sequence numbers.</summary>
    public long Lag
    {
        get
        {
            if (provider.Source.GetTail(stream) is not { } tail)
                return 0;
            var position = _subscription?.Position ?? default;
            return Math.Max(0, tail.SequenceNumber - (position.Token?.SequenceNumber ?? -1) + (position is { Token: not null, IsAfter: false } ? 1 : 0));
        }
    }

    /// <summary>Something may be readable. Signals that come while it works are merged into one.</summary>
    public void Signal()
    {
        if (_signal.CurrentCount > 0)
            return;
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another signal came between the look and the release; one is enough.
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await _signal.WaitAsync(stopping).ConfigureAwait(false);
                while (await StepAsync(stopping).ConfigureAwait(false))
                {
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The runtime stops; the next start goes on from the grain's checkpoint.
        }
    }

    /// <summary>One read and delivery.</summary>
    /// <returns>False when there is nothing more to read for now.</returns>
    private async Task<bool> StepAsync(CancellationToken stopping)
    {
        try
        {
            stopping.ThrowIfCancellationRequested();
            _subscription ??= await DeliverAsync(null).ConfigureAwait(false);
            var batch = await ReadAsync(_subscription, stopping).ConfigureAwait(false);
            if (batch.Count == 0)
                return false;
            var current = await DeliverAsync(batch).ConfigureAwait(false);
            if (ReferenceEquals(current, _subscription))
                OnDelivered(batch.Count);
            _subscription = current;
            return true;
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            await OnFailedAsync(error, stopping).ConfigureAwait(false);
            return true;
        }
    }

    private async Task<StreamBatch> ReadAsync(StreamSubscription subscription, CancellationToken stopping)
    {
        try
        {
            return await subscription.ReadAsync(provider.Source, settings.BatchSize, stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            if (subscription.Activation.Enqueue(new StreamErrorNotice(subscription, error)) == EnqueueResult.Gone)
                _subscription = null;
            throw;
        }
    }

    private async Task<StreamSubscription> DeliverAsync(StreamBatch? batch)
    {
        var delivery = new StreamDelivery(provider.Name, stream, batch);
        var done = delivery.Begin();
        grainClass.Deliver(_key, delivery);
        return await done.ConfigureAwait(false);
    }

    private void OnDelivered(int count)
    {
        Interlocked.Add(ref _delivered, count);
        if (_attempts > 0)
            LogRecovered(settings.Logger, stream, grainClass.GrainType, _attempts);
        _attempts = 0;
        Volatile.Write(ref _lastError, null);
    }

    private async Task OnFailedAsync(Exception error, CancellationToken stopping)
    {
        _attempts++;
        Interlocked.Increment(ref _failures);
        if (_lastError != error.Message)
            LogFailed(settings.Logger, error, stream, grainClass.GrainType, _attempts);
        Volatile.Write(ref _lastError, error.Message);
        var backoff = Math.Min(FirstBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(_attempts - 1, 30)), settings.MaxBackoff.TotalMilliseconds);
        await Task.Delay(TimeSpan.FromMilliseconds(backoff * (0.8 + (0.2 * _jitter.NextDouble()))), settings.TimeProvider, stopping).ConfigureAwait(false);
    }

    [LoggerMessage(1030, LogLevel.Error, "Delivery of stream {Stream} to grain {GrainType} failed (attempt {Attempt}); the same items come again. Logged again only when the error changes")]
    private static partial void LogFailed(ILogger logger, Exception error, StreamId stream, GrainType grainType, int attempt);

    [LoggerMessage(1031, LogLevel.Information, "Delivery of stream {Stream} to grain {GrainType} works again after {Attempts} failed attempts")]
    private static partial void LogRecovered(ILogger logger, StreamId stream, GrainType grainType, int attempts);
}
