namespace EventFlow;

/// <summary>A step of an escalation: after what time whom to tell.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.EscalationStep")]
public sealed record EscalationStep
{
    /// <summary>How long after the step before, or after the incident was first told, 0 s to 7 d: <c>15m</c>. Default 0 s for the first step, 15 min for others.</summary>
    [Id(0)] public string? After { get; init; }

    /// <summary>Ids of channels that are told; at most 20.</summary>
    [Id(1)] public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Ids of rotas whose member on call at that moment is told; at most 20.</summary>
    [Id(2)] public IReadOnlyList<string>? Rotas { get; init; }
}
