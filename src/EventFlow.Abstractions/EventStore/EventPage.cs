namespace EventFlow;

/// <summary>Stored events in order of arrival.</summary>
/// <param name="Items">The events.</param>
/// <param name="Next">Cursor to go on from; good for as long as the events behind it are kept.</param>
/// <param name="More">Whether there is more now. A page may be short, even empty, and have more behind it: one answer looks at a bounded number of events.</param>
/// <param name="Scanned">Events looked at.</param>
/// <param name="Lost">Offsets between the first and the last looked at that damage made unreadable.</param>
public sealed record EventPage(IReadOnlyList<StoredEvent> Items, string Next, bool More, long Scanned, IReadOnlyList<LostEvents> Lost);
