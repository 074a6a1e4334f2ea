using EventFlow.EventStore;
using Microsoft.Extensions.Options;

namespace EventFlow.Postgres.EventLog;

/// <summary>Checks <see cref="PostgresEventLogOptions"/> at start.</summary>
public sealed class PostgresEventLogOptionsValidator : IValidateOptions<PostgresEventLogOptions>
{
    /// <summary>Where the settings lie in the configuration.</summary>
    public const string Section = $"{PostgresOptionsValidator.Section}:EventLog";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PostgresEventLogOptions options)
    {
        var faults = new List<string>();
        Span(faults, nameof(options.CommitWindow), options.CommitWindow, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Span(faults, nameof(options.AppendTimeout), options.AppendTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Span(faults, nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1));
        Span(faults, nameof(options.KeepInterval), options.KeepInterval, TimeSpan.FromMinutes(1), TimeSpan.FromHours(6));
        Number(faults, nameof(options.CommitBytes), options.CommitBytes, 64 << 10, 64 << 20);
        Number(faults, nameof(options.MaxQueuedBytes), options.MaxQueuedBytes, 64L << 10, 1L << 34);
        Number(faults, nameof(options.MaxBatchBytes), options.MaxBatchBytes, 1, 256 << 20);
        Retention(faults, nameof(options.Retention), options.Retention);
        foreach (var (stream, retention) in options.Streams)
        {
            if (!EventStreams.All.Any(s => s.Name == stream))
            {
                faults.Add($"{Section}:{nameof(options.Streams)} names the stream '{stream}'; expected one of {string.Join(", ", EventStreams.All.Select(static s => s.Name))}.");
            }

            Retention(faults, $"{nameof(options.Streams)}:{stream}", retention);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Retention(List<string> faults, string key, PostgresRetentionOptions retention)
    {
        if (retention.Age < TimeSpan.FromDays(1))
        {
            faults.Add($"{Section}:{key}:{nameof(retention.Age)} is {retention.Age}; expected 1 day or more: days go as a whole.");
        }

        if (retention.Bytes < 0)
        {
            faults.Add($"{Section}:{key}:{nameof(retention.Bytes)} is {retention.Bytes}; expected 0 for no limit, or more.");
        }
    }

    private static void Span(List<string> faults, string key, TimeSpan found, TimeSpan least, TimeSpan most)
    {
        if (found < least || found > most)
        {
            faults.Add($"{Section}:{key} is {found}; expected {least} to {most}.");
        }
    }

    private static void Number(List<string> faults, string key, long found, long least, long most)
    {
        if (found < least || found > most)
        {
            faults.Add($"{Section}:{key} is {found}; expected {least} to {most}.");
        }
    }
}
