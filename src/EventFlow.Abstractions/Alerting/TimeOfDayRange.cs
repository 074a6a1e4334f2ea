namespace EventFlow;

/// <summary>From one time of day to another, the end not included: <c>22:00</c> to <c>24:00</c>. A night is two ranges.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.TimeOfDayRange")]
public sealed record TimeOfDayRange(string StartTime, string EndTime);
