namespace EventFlow.Alerting;

/// <summary>What leads to the pages of the list of alerts, as it is stored. Written once in <see cref="AlertIndexGrain.PagesAhead"/> pages.</summary>
public sealed class AlertIndexState
{
    /// <summary>Pages below <see cref="NextPage"/> that were there when this was written. Some may be gone since.</summary>
    public List<long> Pages { get; set; } = [];

    /// <summary>This page and the <see cref="AlertIndexGrain.PagesAhead"/> - 1 after it may exist without being listed.</summary>
    public long NextPage { get; set; }

    /// <summary>Whether what earlier versions stored in parts by hash is in the pages.</summary>
    public bool HasParts { get; set; }
}
