namespace EventFlow;

/// <summary>Whom to tell, step by step, while nobody acknowledges an incident. Routes name it.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.EscalationPolicy")]
public sealed record EscalationPolicy
{
    /// <summary>Its id: 1 to 64 letters, digits and dashes.</summary>
    [Id(0)] public string Id { get; init; } = "";

    /// <summary>Its name, for people.</summary>
    [Id(1)] public string Name { get; init; } = "";

    /// <summary>The steps, 1 to 20.</summary>
    [Id(2)] public IReadOnlyList<EscalationStep>? Steps { get; init; }

    /// <summary>How often all steps are gone through again, 0 to 20. Default 0.</summary>
    [Id(3)] public int Repeat { get; init; }

    /// <summary>How long after the last step they begin again, 1 min to 7 d. Default 30 min.</summary>
    [Id(4)] public string? RepeatAfter { get; init; }

    /// <summary>After what time those whom the step at hand told are told again, again and again, 1 min to 7 d; null: not.</summary>
    [Id(5)] public string? Remind { get; init; }

    /// <summary>Who changed it last.</summary>
    [Id(6)] public string UpdatedBy { get; init; } = "";

    /// <summary>When, unix ms.</summary>
    [Id(7)] public long UpdatedAt { get; init; }

    /// <summary>Why, in at most 1,000 characters.</summary>
    [Id(8)] public string Comment { get; init; } = "";
}
