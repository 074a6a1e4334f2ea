namespace EventFlow.Client;

/// <summary>The outcome of sending one batch.</summary>
public readonly record struct IngestResult
{
    private readonly IReadOnlyList<IngestError>? _errors;
    private readonly string? _detail;

    /// <summary>What became of the batch.</summary>
    public IngestStatus Status { get; init; }

    /// <summary>Events stored, 0 or more.</summary>
    public int Accepted { get; init; }

    /// <summary>Events the silo already had, 0 or more.</summary>
    public int Duplicates { get; init; }

    /// <summary>Events refused, 0 or more.</summary>
    public int Rejected { get; init; }

    /// <summary>Why, for each refused event the silo chose to list.</summary>
    public IReadOnlyList<IngestError> Errors
    {
        get => _errors ?? [];
        init => _errors = value;
    }

    /// <summary>What went wrong, in words for a person; empty when answered.</summary>
    public string Detail
    {
        get => _detail ?? "";
        init => _detail = value;
    }

    /// <summary>How long the silo asked to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same batch may succeed later.</summary>
    public bool MayRetry => Status is IngestStatus.Busy or IngestStatus.Unreachable or IngestStatus.ServerFault;
}
