namespace EventFlow.Silo;

/// <summary>Settings of the silo's own telemetry (<c>EventFlow:Telemetry</c>).</summary>
public sealed class TelemetryOptions
{
    /// <summary>Whether <c>/metrics</c> answers without credentials, as scrapers expect. Default true; false demands an API key with scope <c>read</c>.</summary>
    public bool AnonymousMetrics { get; set; } = true;
}
