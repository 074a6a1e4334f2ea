using Microsoft.Extensions.Options;

namespace EventFlow.EventStore;

/// <summary>Checks <see cref="EventStoreOptions"/> at start.</summary>
public sealed class EventStoreOptionsValidator : IValidateOptions<EventStoreOptions>
{
    /// <summary>Where the settings lie in the configuration.</summary>
    public const string Section = "EventFlow:EventStore";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EventStoreOptions options) =>
        options.Directory is { } directory && (string.IsNullOrWhiteSpace(directory) || directory.AsSpan().IndexOfAny(Path.GetInvalidPathChars()) >= 0)
            ? ValidateOptionsResult.Fail($"{Section}:{nameof(options.Directory)} is '{directory}'; expected the path of a folder, or no such setting.")
            : ValidateOptionsResult.Success;
}
