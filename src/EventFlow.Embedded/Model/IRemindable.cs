namespace EventFlow.Embedded;

/// <summary>A grain that has reminders.</summary>
public interface IRemindable : IGrain
{
    /// <summary>Called, as a turn, when a reminder is due; activates the grain if need be.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}
