namespace EventFlow.Silo;

/// <summary>Checks names and passwords, for the API and for the dashboard alike.</summary>
internal sealed partial class SignInService(IUserDirectory users, LoginThrottle throttle, ILogger<SignInService> logger)
{
    private const int MaxNameLength = 64;
    // Hashing a longer one would only burn time.
    private const int MaxPasswordLength = 1_024;

    /// <summary>The user, or how long to wait, or neither when name or password is wrong.</summary>
    public (UserAccount? User, TimeSpan? RetryAfter) SignIn(string? name, string? password, string address)
    {
        if (name is not { Length: > 0 and <= MaxNameLength } || password is not { Length: > 0 and <= MaxPasswordLength }) return (null, null);
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
