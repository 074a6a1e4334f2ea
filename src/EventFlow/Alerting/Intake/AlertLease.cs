namespace EventFlow.Alerting.Intake;

/// <summary>Until when an alert lasts unless its sender repeats it, unix ms; 0 ends the lease.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Alerting.Intake.AlertLease")]
public readonly record struct AlertLease([property: Id(0)] string Fingerprint, [property: Id(1)] long Until);
