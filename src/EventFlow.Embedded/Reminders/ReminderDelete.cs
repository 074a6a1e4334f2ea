using EventFlow.Embedded.Storage;

namespace EventFlow.Embedded.Reminders;

/// <summary>Removes a reminder; the result is 1 when there was one.</summary>
internal sealed class ReminderDelete(GrainId grain, string name) : DatabaseWrite
{
    protected override long Apply(WriteSession session) => session.DeleteReminder(grain.Type.ToString(), grain.Key.ToString(), name) ? 1 : 0;
}
