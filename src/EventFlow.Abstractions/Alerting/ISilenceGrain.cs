namespace EventFlow;

/// <summary>The silences and maintenance windows; the key is the tenant.</summary>
[Alias("EventFlow.ISilenceGrain")]
public interface ISilenceGrain : IGrainWithStringKey
{
    /// <summary>Adds a silence or replaces the one of its id (validated by the caller); returns after it is saved and the alerts it concerns have changed.</summary>
    [Alias("Put")]
    ValueTask<Outcome<Silence>> Put(Silence silence);

    /// <summary>Ends a silence now.</summary>
    [Alias("Expire")]
    ValueTask<Outcome<Silence>> Expire(string id, string who);

    /// <summary>All silences kept, the expired of the last five days among them.</summary>
    [ReadOnly, Alias("List")]
    ValueTask<IReadOnlyList<Silence>> List();

    /// <summary>Those that are not expired, when the version is another than <paramref name="known"/>; else null.</summary>
    [ReadOnly, Alias("GetNewer")]
    ValueTask<SilenceSet?> GetNewer(long known);

    /// <summary>Begins and ends what is due.</summary>
    [Alias("Wake")]
    ValueTask Wake();
}
