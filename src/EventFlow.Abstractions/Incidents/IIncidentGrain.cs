namespace EventFlow;

/// <summary>The incidents; the key is the tenant.</summary>
[Alias("EventFlow.IIncidentGrain")]
public interface IIncidentGrain : IGrainWithStringKey
{
    /// <summary>An alert changed. A version that is known changes nothing.</summary>
    [Alias("Note")]
    ValueTask Note(AlertSummary alert);

    /// <summary>The same for many that changed together. Changes of one alert may come in any order.</summary>
    [Alias("NoteMany")]
    ValueTask NoteMany(IReadOnlyList<AlertSummary> alerts);

    /// <summary>The incidents, the newest first.</summary>
    [ReadOnly, Alias("List")]
    ValueTask<IReadOnlyList<IncidentInfo>> List();

    /// <summary>Where the incident of these alerts began and how it spread, in words; null when there is none over several services.</summary>
    [ReadOnly, Alias("CauseOf")]
    ValueTask<string?> CauseOf(IReadOnlyList<string> alerts);
}
