namespace EventFlow.Dashboard.Live;

/// <summary>The state of a <see cref="Loadable{T}"/>, for the panel around it.</summary>
public interface ILoadable
{
    /// <summary>Whether there is a value, be it an old one.</summary>
    bool HasValue { get; }

    /// <summary>Why the last question failed; null when it did not.</summary>
    string? Error { get; }

    /// <summary>Whether an answer is awaited.</summary>
    bool IsLoading { get; }

    /// <summary>When the value came, unix ms.</summary>
    long LoadedAt { get; }
}
