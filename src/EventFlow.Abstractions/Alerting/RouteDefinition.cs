namespace EventFlow;

/// <summary>A node of the routing tree. What is null is taken from its parent.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.RouteDefinition")]
public sealed record RouteDefinition
{
    /// <summary>Name of the receiver.</summary>
    [Id(0)] public string? Receiver { get; init; }

    /// <summary>The labels by which alerts are told together; <c>...</c> stands for all of them. Null or empty: those of the parent.</summary>
    [Id(1)] public IReadOnlyList<string>? GroupBy { get; init; }

    /// <summary>How long the first message of a group waits for more alerts, 0 s to 1 h.</summary>
    [Id(2)] public string? GroupWait { get; init; }

    /// <summary>The least time between two messages of a group whose alerts change, 1 s to 1 day.</summary>
    [Id(3)] public string? GroupInterval { get; init; }

    /// <summary>After what time a group nobody has acknowledged is told again, from the group interval to 30 days.</summary>
    [Id(4)] public string? RepeatInterval { get; init; }

    /// <summary>Matchers, all of which must match, for example <c>severity="critical"</c> or <c>service=~"pay.*"</c>. The root has none.</summary>
    [Id(5)] public IReadOnlyList<string>? Matchers { get; init; }

    /// <summary>Whether the siblings after this route are asked too when it matched.</summary>
    [Id(6)] public bool Continue { get; init; }

    /// <summary>Names of the time intervals in which the route says nothing; what happens meanwhile is told afterwards, if it still goes on.</summary>
    [Id(7)] public IReadOnlyList<string>? MuteTimeIntervals { get; init; }

    /// <summary>Names of the time intervals outside which the route says nothing.</summary>
    [Id(8)] public IReadOnlyList<string>? ActiveTimeIntervals { get; init; }

    /// <summary>The routes below, asked in order.</summary>
    [Id(9)] public IReadOnlyList<RouteDefinition>? Routes { get; init; }

    /// <summary>How many groups may begin within a minute before further ones are told together in one message with a count; 0 is no limit. Null: as the parent.</summary>
    [Id(10)] public int? StormLimit { get; init; }

    /// <summary>Id of the escalation policy that its incidents follow while nobody acknowledges them; <c>none</c> is none. Null: as the parent.</summary>
    [Id(11)] public string? Escalation { get; init; }
}
