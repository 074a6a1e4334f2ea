namespace EventFlow.Silo;

/// <summary>Says in one line why starting failed, and what to do.</summary>
internal static class StartupFailure
{
    public static string Explain(Exception error)
    {
        // The cause that says most is the innermost; what wraps it only says that starting failed.
        var cause = error is AggregateException { InnerExceptions.Count: > 0 } several ? several.InnerExceptions[0] : error;
        var text = cause.Message.ReplaceLineEndings(" ").TrimEnd('.');
        if (cause is Microsoft.AspNetCore.Connections.AddressInUseException || cause.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
            return $"{text}. Stop the other process, or choose another address with --urls.";
        return cause is IOException or UnauthorizedAccessException or StartupRefusedException ? $"{text}." : $"{text} ({cause.GetType().Name}; the environment variable Logging__LogLevel__EventFlow=Debug tells more).";
    }
}
