using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace EventFlow.SegmentLog;

/// <summary>Checks the settings when the log is opened, all faults at once, each naming its key and value.</summary>
public sealed class SegmentLogOptionsValidator : IValidateOptions<SegmentLogOptions>
{
    /// <summary>Where the settings lie in the configuration.</summary>
    public const string Section = "EventFlow:SegmentLog";

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, SegmentLogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<string>();
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        foreach (var fault in found)
        {
            var member = fault.MemberNames.First();
            var value = typeof(SegmentLogOptions).GetProperty(member)?.GetValue(options);
            var range = (RangeAttribute)typeof(SegmentLogOptions).GetProperty(member)!.GetCustomAttributes(typeof(RangeAttribute), false)[0];
            faults.Add($"{Section}:{member} is {value}; expected {range.Minimum} to {range.Maximum}.");
        }

        RequireSpan(faults, nameof(options.SegmentAge), options.SegmentAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        RequireSpan(faults, nameof(options.CommitWindow), options.CommitWindow, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        RequireSpan(faults, nameof(options.RetentionInterval), options.RetentionInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        RequireRetention(faults, nameof(options.Retention), options.Retention);
        foreach (var (stream, retention) in options.Streams)
        {
            RequireRetention(faults, $"{nameof(options.Streams)}:{stream}", retention);
        }

        if (!Enum.IsDefined(options.Compression))
        {
            faults.Add($"{Section}:{nameof(options.Compression)} is {options.Compression}; expected {string.Join(" or ", Enum.GetNames<LogCompression>())}.");
        }

        if (options.MaxQueuedBytes < options.MaxBatchBytes)
        {
            faults.Add($"{Section}:{nameof(options.MaxQueuedBytes)} is {options.MaxQueuedBytes}; expected at least {nameof(options.MaxBatchBytes)}, {options.MaxBatchBytes}.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void RequireRetention(List<string> faults, string key, RetentionOptions retention)
    {
        RequireSpan(faults, $"{key}:{nameof(retention.Age)}", retention.Age, TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_500));
        if (retention.Bytes < 0)
        {
            faults.Add($"{Section}:{key}:{nameof(retention.Bytes)} is {retention.Bytes}; expected 0 (no limit) or more.");
        }
    }

    private static void RequireSpan(List<string> faults, string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{Section}:{key} is {value}; expected {least} to {most}.");
        }
    }
}
