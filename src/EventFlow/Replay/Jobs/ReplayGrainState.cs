namespace EventFlow.Replay;

/// <summary>What a replay keeps.</summary>
internal sealed class ReplayGrainState
{
    /// <summary>What was asked; null before it was.</summary>
    public ReplayPlan? Plan { get; set; }

    /// <summary>Where it stands.</summary>
    public ReplayState State { get; set; }

    /// <summary>From where it goes on; what came of it, when it has ended.</summary>
    public ReplayPoint? Point { get; set; }

    /// <summary>Why it halted or failed.</summary>
    public string? Error { get; set; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When it was made, unix ms.</summary>
    public long CreatedAt { get; set; }

    /// <summary>When it ended, unix ms.</summary>
    public long? EndedAt { get; set; }

    /// <summary>How often it went on.</summary>
    public int Resumed { get; set; }
}
