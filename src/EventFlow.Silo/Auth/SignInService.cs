namespace EventFlow.Silo;

/// <summary>Checks names and passwords, for the API and for the dashboard alike.</summary>
internal sealed partial class SignInService(IUserDirectory users, LoginThrottle throttle, ILogger<SignInService> logger)
{
    private const int MaxNameLength = 64;
    // Hashing a longer one would only burn time.
    private const int MaxPasswordLength = 1_024;

    /// <summary>Passwords checked at once. Each costs a core some tens of milliseconds, so more would only take the cores from everything else.</summary>
    internal static readonly int MaxChecks = Math.Max(4, Environment.ProcessorCount);
    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(1);
    private int _checks;

    /// <summary>The user, or how long to wait, or neither when name or password is wrong.</summary>
    public (UserAccount? User, TimeSpan? RetryAfter) SignIn(string? name, string? password, string address)
    {
        if (name is not { Length: > 0 and <= MaxNameLength } || password is not { Length: > 0 and <= MaxPasswordLength }) return (null, null);
        try
        {
            return Interlocked.Increment(ref _checks) > MaxChecks ? (null, BusyRetry) : Check(name, password, address);
        }
        finally { Interlocked.Decrement(ref _checks); }
    }

    private (UserAccount? User, TimeSpan? RetryAfter) Check(string name, string password, string address)
    {
        if (throttle.Begin(name, address) is { } wait)
        {
            LogThrottled(logger, name, address, wait.TotalSeconds);
            return (null, wait);
        }

        var user = users.Verify(name, password);
        if (user is null) LogRefused(logger, name, address);
        else throttle.Succeeded(name, address);
        return (user, null);
    }

    [LoggerMessage(6103, LogLevel.Warning, "Sign-in of {Name} from {Address} refused: name or password is wrong")]
    private static partial void LogRefused(ILogger logger, string name, string address);

    [LoggerMessage(6104, LogLevel.Warning, "Sign-in of {Name} from {Address} refused for {WaitSeconds:0} s: too many failed attempts")]
    private static partial void LogThrottled(ILogger logger, string name, string address, double waitSeconds);
}
