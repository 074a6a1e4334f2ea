namespace EventFlow.Load;

/// <summary>How long and how a load is sent.</summary>
internal sealed record LoadPlan
{
    /// <summary>When each request is due; null sends as fast as the connections are answered, which is a closed loop and says nothing of latency.</summary>
    public ArrivalSchedule? Schedule { get; init; }

    /// <summary>How long requests fall due.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Most requests; those beyond are not due.</summary>
    public long MaxRequests { get; init; } = long.MaxValue;

    /// <summary>Number of the first request, so that one load may go on where another ended.</summary>
    public long FirstRequest { get; init; }

    /// <summary>Events in each request.</summary>
    public required int Batch { get; init; }

    /// <summary>What a refusal is answered with.</summary>
    public RefusalPolicy OnRefusal { get; init; } = RefusalPolicy.Wait;

    /// <summary>How long after the last due request answers and repetitions are waited for.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);
}
