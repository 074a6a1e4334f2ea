namespace EventFlow;

/// <summary>What the API and the dashboard ask of the event store. Thread safe.</summary>
public interface IEventQueries
{
    /// <summary>All streams, in their order.</summary>
    IReadOnlyList<StreamSummary> GetStreams();

    /// <summary>One stream; null when there is none of that name.</summary>
    StreamSummary? GetStream(string stream);

    /// <summary>A page of events. Fails when stream, partition, range or cursor make no sense (<see cref="OutcomeKind.Invalid"/>), or what is asked for has expired (<see cref="OutcomeKind.Gone"/>).</summary>
    ValueTask<Outcome<EventPage>> Read(EventQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// All events of a query, at most <see cref="EventQuery.Limit"/>, up to the end of the log as it is now, a page of some hundred at a time: read as fast as the pages are taken. Fails as
    /// <see cref="Read"/> does.
    /// </summary>
    Outcome<IAsyncEnumerable<EventPage>> ReadAll(EventQuery query, CancellationToken cancellationToken = default);

    /// <summary>Completes when the stream has, or may have, events behind a cursor of its, at the latest after a time.</summary>
    Task WaitForMore(string stream, string cursor, TimeSpan atMost, CancellationToken cancellationToken = default);
}
