namespace EventFlow;

/// <summary>Carries what changes to everyone who watches. Publishing never waits and never fails; a slow reader loses coalesced updates, not its place.</summary>
public interface ILiveFeed
{
    /// <summary>Whether anybody listens; an update that nobody would get need not be made.</summary>
    bool IsWatched => true;

    /// <summary>Tells all subscribers.</summary>
    void Publish(LiveUpdate update);

    /// <summary>Begins to listen; dispose to end. <paramref name="filter"/> null takes everything.</summary>
    ILiveSubscription Subscribe(Func<LiveUpdate, bool>? filter = null);
}
