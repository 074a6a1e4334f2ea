using Microsoft.Extensions.Options;

namespace EventFlow.Ingestion;

/// <summary>Checks the settings at start, all faults at once, each naming its key and value.</summary>
public sealed class IngestionOptionsValidator : IValidateOptions<IngestionOptions>
{
    /// <summary>Where the settings lie in the configuration.</summary>
    public const string Section = "EventFlow:Ingestion";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, IngestionOptions options)
    {
        var faults = OptionFaults.OfRanges(Section, options);
        OptionFaults.RequireSpan(faults, Section, nameof(options.MaxAhead), options.MaxAhead, TimeSpan.Zero, TimeSpan.FromDays(1));
        OptionFaults.RequireSpan(faults, Section, nameof(options.CheckpointInterval), options.CheckpointInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        OptionFaults.RequireSpan(faults, Section, nameof(options.QuarantineTime), options.QuarantineTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
