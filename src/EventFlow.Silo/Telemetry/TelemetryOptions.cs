namespace EventFlow.Silo;

/// <summary>Settings of the silo's own telemetry (<c>EventFlow:Telemetry</c>).</summary>
public sealed class TelemetryOptions
{
    /// <summary>Whether <c>/metrics</c> answers without credentials. Default: in development only. Elsewhere it takes the token of any role or an API key with scope <c>read</c>; Prometheus sends one with <c>authorization: { type: ApiKey, credentials: … }</c>.</summary>
    public bool? AnonymousMetrics { get; set; }
}
