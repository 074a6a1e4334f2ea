using EventFlow.Postgres;
using Npgsql;

namespace EventFlow.Silo;

/// <summary>Says in one line why starting failed, and what to do.</summary>
internal static class StartupFailure
{
    private const string Debugging = "the environment variable Logging__LogLevel__EventFlow=Debug tells more";

    public static string Explain(Exception error)
    {
        // The cause that says most is the innermost; what wraps it only says that starting failed.
        var cause = error is AggregateException { InnerExceptions.Count: > 0 } several ? several.InnerExceptions[0] : error;
        var text = cause.Message.ReplaceLineEndings(" ").TrimEnd('.');
        if (cause is StartupRefusedException) return $"{text}.";
        if (cause is Microsoft.AspNetCore.Connections.AddressInUseException || cause.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
            return $"{text}. Stop the other process, or choose another address with --urls.";
        if (DataDirectoryLock.IsDiskFull(cause)) return $"The disk of the data folder is full ({text}). Free some of it, or choose another folder with --data DIR.";

        // Whatever needed the database first, and however it wrapped that.
        if (Find<NpgsqlException>(cause) is { } database) return $"The database that EventFlow:Postgres:ConnectionString names: {PostgresFault.Of(database).Text}.";

        // Of Orleans, which the embedded runtime does not know: silos that the table of members holds for alive were not reached for five minutes.
        if (cause.GetType().Name == "OrleansClusterConnectivityCheckFailedException")
            return $"{text}. Look whether those silos run and whether the network lets this one through to their EventFlow:Cluster:SiloPort, or end them.";

        // A step of the runtime has a limit of its own, and none says which.
        if (cause is OperationCanceledException) return $"A step of the start was given up because it took too long, as on a machine that has much else to do ({Debugging}). Start it again.";
        return cause is IOException or UnauthorizedAccessException ? $"{text}." : $"{text} ({cause.GetType().Name}; {Debugging}).";
    }

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        while (error is not (null or T)) error = error is AggregateException { InnerExceptions.Count: > 0 } several ? several.InnerExceptions[0] : error.InnerException;
        return (T?)error;
    }
}
