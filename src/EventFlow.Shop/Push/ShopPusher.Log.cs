using EventFlow.Client;

namespace EventFlow.Shop.Push;

internal sealed partial class ShopPusher
{
    [LoggerMessage(8000, LogLevel.Information, "The silo accepts what the sample services report")]
    private static partial void LogAccepting(ILogger logger);

    [LoggerMessage(8001, LogLevel.Warning, "The silo does not take events ({Status}): {Detail}; trying again in {WaitSeconds:0.0} s and from then on, newest events kept")]
    private static partial void LogWaiting(ILogger logger, IngestStatus status, string detail, double waitSeconds);

    [LoggerMessage(8002, LogLevel.Error, "The silo refuses the sample services ({Status}): {Detail}; batches are lost until this is mended")]
    private static partial void LogRefused(ILogger logger, IngestStatus status, string detail);

    [LoggerMessage(8003, LogLevel.Warning, "The silo rejected {Rejected} events of a batch, the first because: {Reason}")]
    private static partial void LogRejected(ILogger logger, int rejected, string reason);

    [LoggerMessage(8004, LogLevel.Warning, "The buffer of {Capacity} batches is full; {Dropped} of the oldest dropped so far")]
    private static partial void LogDropped(ILogger logger, long dropped, int capacity);

    [LoggerMessage(8005, LogLevel.Warning, "Ended with about {Batches} batches unsent")]
    private static partial void LogUnsent(ILogger logger, int batches);

    [LoggerMessage(8006, LogLevel.Information, "Incident {Incident} begins: {Story}; over in {Seconds} s")]
    private static partial void LogIncidentBegins(ILogger logger, string incident, string story, double seconds);

    [LoggerMessage(8007, LogLevel.Information, "Incident {Incident} is over")]
    private static partial void LogIncidentOver(ILogger logger, string incident);
}
