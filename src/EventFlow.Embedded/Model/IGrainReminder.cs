namespace EventFlow.Embedded;

/// <summary>A registered reminder: a lasting timer that survives deactivation and restart.</summary>
public interface IGrainReminder
{
    /// <summary>Its name, unique within the grain.</summary>
    string ReminderName { get; }
}
