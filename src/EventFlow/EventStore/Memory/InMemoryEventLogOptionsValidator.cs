using Microsoft.Extensions.Options;

namespace EventFlow.EventStore;

/// <summary>Checks <see cref="InMemoryEventLogOptions"/> at start.</summary>
public sealed class InMemoryEventLogOptionsValidator : IValidateOptions<InMemoryEventLogOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, InMemoryEventLogOptions options) => options.PartitionBytes is >= 1L << 20 and <= 16L << 30
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{InMemoryEventLogOptions.Section}:{nameof(options.PartitionBytes)} is {options.PartitionBytes}; expected {1L << 20} to {16L << 30}.");
}
