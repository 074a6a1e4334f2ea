using EventFlow.Embedded.Storage;

namespace EventFlow.Embedded.Reminders;

/// <summary>Stores a reminder, new or changed.</summary>
internal sealed class ReminderPut(ReminderRow row) : DatabaseWrite
{
    protected override long Apply(WriteSession session)
    {
        session.PutReminder(row.GrainType, row.GrainKey, row.Name, row.FirstTick, row.Period, row.NextTick);
        return 0;
    }
}
