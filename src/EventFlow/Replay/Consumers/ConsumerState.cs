namespace EventFlow.Replay;

/// <summary>What a consumer keeps.</summary>
internal sealed class ConsumerState
{
    /// <summary>Its stream; empty before it was made.</summary>
    public string Stream { get; set; } = "";

    /// <summary>By partition, the offset from which it goes on.</summary>
    public Dictionary<int, long> Offsets { get; set; } = [];

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When, unix ms.</summary>
    public long CreatedAt { get; set; }

    /// <summary>When it last committed, unix ms.</summary>
    public long? CommittedAt { get; set; }
}
