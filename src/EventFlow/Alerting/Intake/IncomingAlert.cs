namespace EventFlow.Alerting.Intake;

/// <summary>An alert as another system sends it. Times unix ms; <paramref name="EndsAt"/> null: over when it is not sent again.</summary>
public readonly record struct IncomingAlert(LabelSet Labels, LabelSet Annotations, long? StartsAt, long? EndsAt, string? GeneratorUrl);
