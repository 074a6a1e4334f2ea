using System.Collections.Concurrent;

namespace EventFlow.Tests.Alerting;

/// <summary>A live feed that keeps what was published.</summary>
internal sealed class RecordingFeed : ILiveFeed
{
    public ConcurrentQueue<LiveUpdate> Updates { get; } = new();

    public void Publish(LiveUpdate update) => Updates.Enqueue(update);

    public ILiveSubscription Subscribe(Func<LiveUpdate, bool>? filter = null) => throw new NotSupportedException();
}
