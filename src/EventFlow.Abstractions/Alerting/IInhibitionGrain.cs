namespace EventFlow;

/// <summary>Knows which open alerts keep others from being told; the key is the tenant.</summary>
[Alias("EventFlow.IInhibitionGrain")]
public interface IInhibitionGrain : IGrainWithStringKey
{
    /// <summary>An alert that may inhibit others, or be inhibited, opened or closed. Those it concerns are asked to look again, outside this call.</summary>
    [Alias("Note")]
    ValueTask Note(string fingerprint, LabelSet labels, bool isOpen);

    /// <summary>The alerts that inhibit one with these labels now, by fingerprint.</summary>
    [Alias("InhibitorsOf")]
    ValueTask<IReadOnlyList<string>> InhibitorsOf(string fingerprint, LabelSet labels);

    /// <summary>The configuration changed.</summary>
    [Alias("Reload")]
    ValueTask Reload();
}
