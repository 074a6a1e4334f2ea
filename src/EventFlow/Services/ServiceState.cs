using EventFlow.Rules;

namespace EventFlow.Services;

/// <summary>What the grain of a service stores. Times are unix ms.</summary>
public sealed class ServiceState
{
    /// <summary>Arrival of the first report; 0 when there was none.</summary>
    public long FirstSeen { get; set; }

    /// <summary>Arrival of the newest report.</summary>
    public long LastSeen { get; set; }

    /// <summary>Newest event time reported.</summary>
    public long LastTime { get; set; }

    /// <summary>Whether reports arrive as they happen.</summary>
    public bool Live { get; set; }

    /// <summary>How long nothing had been heard when this was saved, in ms.</summary>
    public long SilentForMs { get; set; }

    /// <summary>Last offset applied, by source.</summary>
    public Dictionary<string, long> Offsets { get; set; } = [];

    /// <summary>Samples so far.</summary>
    public long Samples { get; set; }

    /// <summary>Log records so far.</summary>
    public long Logs { get; set; }

    /// <summary>Domain events so far.</summary>
    public long DomainEvents { get; set; }

    /// <summary>The latest sample of each series.</summary>
    public List<SeriesInfo> Latest { get; set; } = [];

    /// <summary>Minutes in which it reported.</summary>
    public ulong[] Uptime { get; set; } = [];

    /// <summary>Errors of the last minutes.</summary>
    public byte[] Errors { get; set; } = [];

    /// <summary>Patterns of the log messages; empty before the first.</summary>
    public byte[] Patterns { get; set; } = [];

    /// <summary>The rules that watch.</summary>
    public List<WatchState> Watches { get; set; } = [];

    /// <summary>Signals that alerts have not confirmed yet, oldest first.</summary>
    public List<AlertSignal> Outbox { get; set; } = [];
}
