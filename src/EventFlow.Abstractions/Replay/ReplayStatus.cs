namespace EventFlow;

/// <summary>A replay: what was asked, how far it is, what came of it. Times are unix ms.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ReplayStatus")]
public sealed record ReplayStatus
{
    /// <summary>Identity.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>What was asked.</summary>
    [Id(1)] public required ReplayPlan Plan { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(2)] public ReplayState State { get; init; }

    /// <summary>Whether it waits for others to end before it runs.</summary>
    [Id(3)] public bool Waits { get; init; }

    /// <summary>How far it is in each partition.</summary>
    [Id(4)] public IReadOnlyList<ReplayPartition> Partitions { get; init; } = [];

    /// <summary>Share done, 0 to 1.</summary>
    [Id(5)] public double Progress { get; init; }

    /// <summary>Events read.</summary>
    [Id(6)] public long Read { get; init; }

    /// <summary>Events that the filter took.</summary>
    [Id(7)] public long Matched { get; init; }

    /// <summary>Events read per second, lately while it runs, over all when it has ended.</summary>
    [Id(8)] public double EventsPerSecond { get; init; }

    /// <summary>Seconds left, as far as can be told; null when it does not run.</summary>
    [Id(9)] public double? SecondsLeft { get; init; }

    /// <summary>Event time it has come to; null before the first event.</summary>
    [Id(10)] public long? EventTime { get; init; }

    /// <summary>What came of it.</summary>
    [Id(11)] public ReplayResult Result { get; init; } = new();

    /// <summary>Why it halted or failed; null when it did not.</summary>
    [Id(12)] public string? Error { get; init; }

    /// <summary>Who made it.</summary>
    [Id(13)] public string CreatedBy { get; init; } = "";

    /// <summary>When it was made.</summary>
    [Id(14)] public long CreatedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    [Id(15)] public long? EndedAt { get; init; }

    /// <summary>Seconds it has run, pauses left out.</summary>
    [Id(16)] public double RunSeconds { get; init; }

    /// <summary>How often it went on after the silo, or whoever halted it, had stopped it.</summary>
    [Id(17)] public int Resumed { get; init; }
}
