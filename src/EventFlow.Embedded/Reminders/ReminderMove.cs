using EventFlow.Embedded.Storage;

namespace EventFlow.Embedded.Reminders;

/// <summary>Notes that a reminder has fired; without effect when it was registered anew meanwhile.</summary>
internal sealed class ReminderMove(ReminderRow row) : DatabaseWrite
{
    protected override long Apply(WriteSession session)
    {
        session.MoveReminder(row.GrainType, row.GrainKey, row.Name, row.NextTick, row.FirstTick);
        return 0;
    }
}
