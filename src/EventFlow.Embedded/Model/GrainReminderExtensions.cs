using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded;

/// <summary>Reminders of the grain at hand; the grain implements <see cref="IRemindable"/>.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Registers a reminder, or gives an existing one new times.</summary>
    /// <param name="grain">The grain, inside one of its turns.</param>
    /// <param name="reminderName">Name, unique within the grain.</param>
    /// <param name="dueTime">Time to the first tick, zero or more.</param>
    /// <param name="period">Time between ticks, at least one minute unless configured otherwise.</param>
    /// <exception cref="InvalidOperationException">The grain does not implement <see cref="IRemindable"/>.</exception>
    /// <exception cref="ArgumentException">A time is out of range.</exception>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        if (grain is not IRemindable)
            throw new InvalidOperationException($"{grain.GetType().Name} does not implement IRemindable; a grain with reminders has to.");
        return ActivationOf.Grain(grain).Reminders.RegisterOrUpdate(grain.GrainContext.GrainId, reminderName, dueTime, period);
    }

    /// <summary>Ends a reminder.</summary>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        return ActivationOf.Grain(grain).Reminders.Unregister(grain.GrainContext.GrainId, reminder);
    }

    /// <summary>The reminder of this name, or null.</summary>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        return ActivationOf.Grain(grain).Reminders.Get(grain.GrainContext.GrainId, reminderName);
    }

    /// <summary>All reminders of this grain.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) =>
        ActivationOf.Grain(grain).Reminders.GetAll(grain.GrainContext.GrainId);
}
