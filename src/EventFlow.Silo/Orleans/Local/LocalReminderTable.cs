extern alias embedded;

using System.Globalization;
using GrainKey = embedded::EventFlow.Embedded.GrainId;
using ReminderDelete = embedded::EventFlow.Embedded.Reminders.ReminderDelete;
using ReminderPut = embedded::EventFlow.Embedded.Reminders.ReminderPut;
using ReminderRow = embedded::EventFlow.Embedded.Storage.ReminderRow;

namespace EventFlow.Silo;

/// <summary>Keeps reminders in the data directory. There are few, and one silo asks, so each question reads all. Thread safe.</summary>
internal sealed class LocalReminderTable(LocalStateDatabase local) : IReminderTable
{
    public Task<ReminderTableData> ReadRows(GrainId grainId) => Task.FromResult(Matching(r => r.GrainId == grainId));

    // A range of the ring of hashes: after begin, up to end; where end is not behind begin it goes over zero.
    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Task.FromResult(Matching(r => r.GrainId.GetUniformHashCode() is var hash && (begin < end ? hash > begin && hash <= end : hash > begin || hash <= end)));

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => Task.FromResult(All().FirstOrDefault(r => r.GrainId == grainId && r.ReminderName == reminderName));

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var first = entry.StartAt.ToUniversalTime().Ticks;
        await local.Database.WriteAsync(new ReminderPut(new(entry.GrainId.Type.ToString()!, entry.GrainId.Key.ToString()!, entry.ReminderName, first, entry.Period.Ticks, first)));
        return VersionOf(first, entry.Period.Ticks);
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        if (await ReadRow(grainId, reminderName) is not { } found || found.ETag != eTag) return false;
        return await local.Database.WriteAsync(new ReminderDelete(GrainKey.Create(grainId.Type.ToString()!, grainId.Key.ToString()!), reminderName)) == 1;
    }

    public async Task TestOnlyClearTable()
    {
        foreach (var reminder in All()) await RemoveRow(reminder.GrainId, reminder.ReminderName, reminder.ETag!);
    }

    private static string VersionOf(long first, long period) => string.Create(CultureInfo.InvariantCulture, $"{first}/{period}");

    private ReminderTableData Matching(Func<ReminderEntry, bool> isMeant) => new(All().Where(isMeant).ToList());

    private IEnumerable<ReminderEntry> All() => local.Database.ReadReminders().Select(static row => new ReminderEntry
    {
        GrainId = GrainId.Create(row.GrainType, row.GrainKey),
        ReminderName = row.Name,
        StartAt = new(row.FirstTick, DateTimeKind.Utc),
        Period = new(row.Period),
        ETag = VersionOf(row.FirstTick, row.Period),
    });
}
