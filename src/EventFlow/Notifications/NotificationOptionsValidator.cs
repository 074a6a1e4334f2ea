using Microsoft.Extensions.Options;

namespace EventFlow.Notifications;

/// <summary>Names every fault of the delivery settings with its key.</summary>
public sealed class NotificationOptionsValidator : IValidateOptions<NotificationOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        var faults = new List<string>();
        Between(faults, nameof(options.FirstRetry), options.FirstRetry, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Between(faults, nameof(options.MaxRetry), options.MaxRetry, options.FirstRetry, TimeSpan.FromDays(1));
        Between(faults, nameof(options.MaxTries), options.MaxTries, 1, 100);
        Between(faults, nameof(options.MaxAge), options.MaxAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        Between(faults, nameof(options.BreakerFailures), options.BreakerFailures, 1, 1_000);
        Between(faults, nameof(options.BreakerPause), options.BreakerPause, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Between(faults, nameof(options.MaxQueued), options.MaxQueued, 1, 100_000);
        Between(faults, nameof(options.MaxDeadLetters), options.MaxDeadLetters, 1, 10_000);
        Between(faults, nameof(options.Concurrency), options.Concurrency, 1, 64);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Between<T>(List<string> faults, string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0) faults.Add(new Fault($"{NotificationOptions.Section}:{name}", $"{value}", $"{least} to {most}").ToString());
    }
}
