using System.Globalization;
using Microsoft.Extensions.Options;

namespace EventFlow.EventStore;

/// <summary>Refuses a number of partitions that the log cannot have.</summary>
public sealed class StreamsOptionsValidator : IValidateOptions<StreamsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StreamsOptions options)
    {
        var found = string.Create(CultureInfo.InvariantCulture, $"{StreamsOptions.SectionName}:{nameof(options.Partitions)} is {options.Partitions}");
        return options.Partitions switch
        {
            < EventStreams.LeastPartitions or > EventStreams.MostPartitions => ValidateOptionsResult.Fail($"{found}; expected {EventStreams.LeastPartitions} to {EventStreams.MostPartitions}."),
            EventStreams.LeastPartitions => ValidateOptionsResult.Success,
            _ when StreamsOptions.IsShared(options.Provider) => ValidateOptionsResult.Success,
            _ => ValidateOptionsResult.Fail($"{found}, but {options.Provider} is the log of one process and has {EventStreams.LeastPartitions}. Leave it out, or set {StreamsOptions.SectionName}:{nameof(options.Provider)} to postgres or kafka."),
        };
    }
}
