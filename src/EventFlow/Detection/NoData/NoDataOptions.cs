using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>Settings of the no-data detector.</summary>
[Detector("No data", "A service that was reporting live has gone silent. A recording that was sent later never counts as silent.")]
public sealed class NoDataOptions : IDetectorOptions
{
    /// <summary>Silence, by arrival time, at which the service counts as silent, in seconds, 5 to 86,400. Default 60.</summary>
    [DetectorParameter("Silence", "How long nothing may arrive before the service counts as silent.", Unit = "s")]
    [Range(5.0, 86_400.0)]
    public double SilentSeconds { get; set; } = 60;

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions() => [];
}
