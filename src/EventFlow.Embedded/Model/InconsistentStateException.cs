namespace EventFlow.Embedded;

/// <summary>The record was changed by another writer since this activation read it. The activation is dropped, so that the next call reads afresh.</summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>A conflict of versions.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The version in storage.</summary>
    public string? StoredEtag { get; }

    /// <summary>The version this activation had read.</summary>
    public string? CurrentEtag { get; }

    /// <summary>Whether it arose in the activation whose call it leaves first; that activation is dropped.</summary>
    internal bool IsSourceActivation { get; set; } = true;
}
