namespace EventFlow.Embedded.Reminders;

/// <summary>What a grain holds of its reminder.</summary>
internal sealed record GrainReminder(string ReminderName) : IGrainReminder;
