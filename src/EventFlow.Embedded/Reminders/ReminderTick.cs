using EventFlow.Embedded.CodeGeneration;

namespace EventFlow.Embedded.Reminders;

/// <summary>One tick as a request in the grain's mailbox.</summary>
internal sealed class ReminderTick(string name, TickStatus status) : GrainCall
{
    private static readonly GrainMethod TickMethod = new(nameof(IRemindable), nameof(IRemindable.ReceiveReminder));

    internal override bool IsBounded => false;

    protected override GrainMethod Method => TickMethod;

    protected override ValueTask Invoke(object grain) => new(((IRemindable)grain).ReceiveReminder(name, status));
}
