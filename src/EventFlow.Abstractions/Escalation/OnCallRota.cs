namespace EventFlow;

/// <summary>Who is on call when.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.OnCallRota")]
public sealed record OnCallRota
{
    /// <summary>Its id: 1 to 64 letters, digits and dashes.</summary>
    [Id(0)] public string Id { get; init; } = "";

    /// <summary>Its name, for people.</summary>
    [Id(1)] public string Name { get; init; } = "";

    /// <summary>Its time zone, for example <c>Europe/Berlin</c>. Default UTC.</summary>
    [Id(2)] public string? TimeZone { get; init; }

    /// <summary>The people.</summary>
    [Id(3)] public IReadOnlyList<OnCallMember>? Members { get; init; }

    /// <summary>Whose turn it is; the last layer that applies decides.</summary>
    [Id(4)] public IReadOnlyList<OnCallLayer>? Layers { get; init; }

    /// <summary>Exceptions, ordered by their beginning; made one by one, and kept when the rest is changed.</summary>
    [Id(5)] public IReadOnlyList<OnCallOverride> Overrides { get; init; } = [];

    /// <summary>Who changed it last.</summary>
    [Id(6)] public string UpdatedBy { get; init; } = "";

    /// <summary>When, unix ms.</summary>
    [Id(7)] public long UpdatedAt { get; init; }

    /// <summary>Why, in at most 1,000 characters.</summary>
    [Id(8)] public string Comment { get; init; } = "";
}
