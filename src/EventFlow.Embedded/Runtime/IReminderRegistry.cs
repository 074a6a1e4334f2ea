namespace EventFlow.Embedded.Runtime;

/// <summary>Keeps reminders and fires them.</summary>
internal interface IReminderRegistry
{
    Task<IGrainReminder> RegisterOrUpdate(GrainId grain, string name, TimeSpan dueTime, TimeSpan period);

    Task Unregister(GrainId grain, IGrainReminder reminder);

    Task<IGrainReminder?> Get(GrainId grain, string name);

    Task<List<IGrainReminder>> GetAll(GrainId grain);
}
