namespace EventFlow;

/// <summary>Events for a consumer, from where it last committed.</summary>
/// <param name="Items">The events, in order of arrival.</param>
/// <param name="Commit">What to commit when all of them are dealt with: by partition the offset behind.</param>
/// <param name="Next">Cursor to read on without committing.</param>
/// <param name="More">Whether there is more now.</param>
/// <param name="Lost">Offsets it will never see: damaged, or expired before it came to them.</param>
public sealed record ConsumerPage(IReadOnlyList<StoredEvent> Items, IReadOnlyDictionary<int, long> Commit, string Next, bool More, IReadOnlyList<LostEvents> Lost);
