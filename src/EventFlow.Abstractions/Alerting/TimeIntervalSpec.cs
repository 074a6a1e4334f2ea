namespace EventFlow;

/// <summary>A span of calendar time as in Alertmanager: a moment is in it when every list that is given holds it.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.TimeIntervalSpec")]
public sealed record TimeIntervalSpec
{
    /// <summary>Times of day.</summary>
    [Id(0)] public IReadOnlyList<TimeOfDayRange>? Times { get; init; }

    /// <summary>Days of the week or ranges of them: <c>monday:friday</c>, <c>sunday</c>.</summary>
    [Id(1)] public IReadOnlyList<string>? Weekdays { get; init; }

    /// <summary>Days of the month or ranges of them, 1 to 31; -1 is the last day: <c>1:5</c>, <c>-3:-1</c>.</summary>
    [Id(2)] public IReadOnlyList<string>? DaysOfMonth { get; init; }

    /// <summary>Months or ranges of them, by number or name: <c>1:3</c>, <c>december</c>.</summary>
    [Id(3)] public IReadOnlyList<string>? Months { get; init; }

    /// <summary>Years or ranges of them: <c>2026:2028</c>.</summary>
    [Id(4)] public IReadOnlyList<string>? Years { get; init; }

    /// <summary>Time zone, for example <c>Europe/Berlin</c>. Default UTC.</summary>
    [Id(5)] public string? Location { get; init; }
}
