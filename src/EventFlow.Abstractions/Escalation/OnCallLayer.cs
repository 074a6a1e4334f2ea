namespace EventFlow;

/// <summary>Members who take turns. Of several layers of a rota the last one that applies decides.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.OnCallLayer")]
public sealed record OnCallLayer
{
    /// <summary>Names of members, in the order of their turns; 1 to 100.</summary>
    [Id(0)] public IReadOnlyList<string>? Members { get; init; }

    /// <summary>How long a turn lasts in whole hours of the clock on the wall, from <c>1h</c> to <c>52w</c>: <c>1w</c>, <c>1d</c>, <c>12h</c>. Default a week.</summary>
    [Id(1)] public string? Every { get; init; }

    /// <summary>The day of its first turn, in the rota's time zone: <c>2026-01-05</c>. Before it the layer has nobody.</summary>
    [Id(2)] public string? StartsOn { get; init; }

    /// <summary>When one hands over to the next, in the rota's time zone: <c>09:00</c>. Default <c>09:00</c>.</summary>
    [Id(3)] public string? HandoverTime { get; init; }

    /// <summary>The day of the week on which they hand over: <c>monday</c>; for turns of whole weeks. Then the first turn may be a short one. Default: that of <see cref="StartsOn"/>.</summary>
    [Id(4)] public string? HandoverDay { get; init; }

    /// <summary>Times of day in which alone the layer applies, in the rota's time zone; null: always.</summary>
    [Id(5)] public IReadOnlyList<TimeOfDayRange>? Times { get; init; }

    /// <summary>Days of the week on which alone the layer applies: <c>monday:friday</c>; null: all.</summary>
    [Id(6)] public IReadOnlyList<string>? Weekdays { get; init; }
}
