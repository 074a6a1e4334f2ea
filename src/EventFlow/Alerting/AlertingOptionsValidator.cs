using Microsoft.Extensions.Options;

namespace EventFlow.Alerting;

/// <summary>Names every fault of the alert engine's settings with its key.</summary>
public sealed class AlertingOptionsValidator : IValidateOptions<AlertingOptions>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AlertingOptions options)
    {
        var faults = new List<Fault>();
        Between(faults, nameof(options.GroupWait), options.GroupWait, TimeSpan.Zero, Hour);
        Between(faults, nameof(options.GroupInterval), options.GroupInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Between(faults, nameof(options.RepeatInterval), options.RepeatInterval, options.GroupInterval, TimeSpan.FromDays(30));
        if (options.ResolveWait is { } resolveWait) Between(faults, nameof(options.ResolveWait), resolveWait, TimeSpan.Zero, Hour);
        Between(faults, nameof(options.MaxAlertsPerGroup), options.MaxAlertsPerGroup, 1, 10_000);
        Between(faults, nameof(options.MaxResolved), options.MaxResolved, 0, 1_000_000);
        Between(faults, nameof(options.StormLimit), options.StormLimit, 0, 100_000);
        if (options.FlapChanges != 0) Between(faults, nameof(options.FlapChanges), options.FlapChanges, 2, 100);
        Between(faults, nameof(options.FlapWindow), options.FlapWindow, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
        Between(faults, nameof(options.FlapQuiet), options.FlapQuiet, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Between(faults, nameof(options.MaxSilences), options.MaxSilences, 1, 50_000);
        Between(faults, nameof(options.ResolveTimeout), options.ResolveTimeout, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
        if (options.GroupBy.Count > 10) faults.Add(new(Key(nameof(options.GroupBy)), $"{options.GroupBy.Count} labels", "1 to 10"));
        if (options.GroupBy.Any(string.IsNullOrWhiteSpace)) faults.Add(new(Key(nameof(options.GroupBy)), "a list with an empty name", "names of labels"));
        if (!Uri.TryCreate(options.ExternalUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            faults.Add(new(Key(nameof(options.ExternalUrl)), $"'{options.ExternalUrl}'", "an absolute http or https address, for example https://eventflow.example.com"));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.Select(static f => f.ToString()));
    }

    private static void Between<T>(List<Fault> faults, string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0) faults.Add(new(Key(name), $"{value}", $"{least} to {most}"));
    }

    private static string Key(string name) => $"{AlertingOptions.Section}:{name}";
}
