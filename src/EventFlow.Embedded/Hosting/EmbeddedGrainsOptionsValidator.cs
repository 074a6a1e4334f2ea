using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Hosting;

/// <summary>Checks the settings of the runtime when starting and names every fault at once.</summary>
public sealed class EmbeddedGrainsOptionsValidator : IValidateOptions<EmbeddedGrainsOptions>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EmbeddedGrainsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            Add(nameof(options.DataDirectory), "empty", "the path of a folder");
        if (options.GrainAssemblies.Count == 0)
            Add(nameof(options.GrainAssemblies), "empty", "the assemblies that hold grains");
        Span(nameof(options.CollectionAge), options.CollectionAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        Span(nameof(options.CollectionInterval), options.CollectionInterval, TimeSpan.FromMilliseconds(100), options.CollectionAge);
        Span(nameof(options.ResponseTimeout), options.ResponseTimeout, TimeSpan.FromMilliseconds(10), Day);
        Span(nameof(options.DeadlineResolution), options.DeadlineResolution, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Span(nameof(options.DeactivationTimeout), options.DeactivationTimeout, TimeSpan.FromMilliseconds(10), Day);
        Span(nameof(options.ShutdownTimeout), options.ShutdownTimeout, TimeSpan.Zero, Day);
        Span(nameof(options.GroupCommitDelay), options.GroupCommitDelay, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Span(nameof(options.MinimumReminderPeriod), options.MinimumReminderPeriod, TimeSpan.FromMilliseconds(1), Day);
        Span(nameof(options.MaxDeliveryBackoff), options.MaxDeliveryBackoff, TimeSpan.FromMilliseconds(100), Day);
        Number(nameof(options.MaxQueuedRequests), options.MaxQueuedRequests);
        Number(nameof(options.MaxQueuedWrites), options.MaxQueuedWrites);
        Number(nameof(options.StreamBatchSize), options.StreamBatchSize);
        Number(nameof(options.MemoryStreamCapacity), options.MemoryStreamCapacity);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Add(string key, object found, string expected) => faults.Add($"{EmbeddedGrainsOptions.SectionName}:{key} is {found}; expected {expected}.");

        void Span(string key, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
                Add(key, value, $"{least} to {most}");
        }

        void Number(string key, int value)
        {
            if (value < 1)
                Add(key, value, "1 or more");
        }
    }
}
