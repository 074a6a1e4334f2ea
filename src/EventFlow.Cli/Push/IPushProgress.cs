using EventFlow.Client;

namespace EventFlow.Cli.Push;

/// <summary>Shows how a push goes.</summary>
internal interface IPushProgress
{
    /// <summary>A request was answered.</summary>
    /// <param name="summary">The counts so far.</param>
    /// <param name="fraction">How much of the recording was read, 0 to 1; null where the end is not known.</param>
    void Report(PushSummary summary, double? fraction);

    /// <summary>A request failed and is repeated after the wait.</summary>
    void Waiting(IngestResult failure, TimeSpan wait);
}
