namespace EventFlow.Cluster.Tests.Schema;

/// <summary>The queries of reminders.</summary>
public sealed class ReminderQueryTests(PostgresFixture postgres)
{
    private static readonly DateTime Noon = new(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Upsert_OfAReminder_RaisesItsVersion()
    {
        await using var source = await postgres.CreateAsync();
        var queries = new StoredQueries(source);
        Assert.Equal(0, await UpsertAsync(queries, "alert/a", "daily", 7));
        Assert.Equal(1, await UpsertAsync(queries, "alert/a", "daily", 7));
        var row = Assert.Single(await queries.ReadAsync("ReadReminderRowKey", ("ServiceId", "s"), ("GrainId", "alert/a"), ("ReminderName", "daily")));
        Assert.Equal(("alert/a", "daily", Noon, 60_000L, 1), (row["GrainId"], row["ReminderName"], row["StartTime"], row["Period"], row["Version"]));
        Assert.Empty(await queries.ReadAsync("ReadReminderRowKey", ("ServiceId", "other"), ("GrainId", "alert/a"), ("ReminderName", "daily")));
    }

    [Fact]
    public async Task Upsert_OfAGrainWithAVeryLongKey_IsFoundAgain()
    {
        await using var source = await postgres.CreateAsync();
        var queries = new StoredQueries(source);
        var random = new Random(11);
        var grain = "alertgroup/" + string.Concat(Enumerable.Range(0, 50_000).Select(_ => (char)random.Next('a', 'z')));
        await UpsertAsync(queries, grain, "wake", 1);
        await UpsertAsync(queries, grain + "b", "wake", 1);
        Assert.Equal(grain, Assert.Single(await queries.ReadAsync("ReadReminderRowsKey", ("ServiceId", "s"), ("GrainId", grain)))["GrainId"]);
    }

    [Fact]
    public async Task ReadRange_OfPartsOfTheRing_GivesEachReminderOnce()
    {
        await using var source = await postgres.CreateAsync();
        var queries = new StoredQueries(source);
        int[] hashes = [int.MinValue, -5, 0, 5, int.MaxValue];
        foreach (var hash in hashes) await UpsertAsync(queries, $"g/{hash}", "r", hash);

        // A range excludes its begin and includes its end; one whose end is before its begin goes over the end of the ring.
        Assert.Equal([-5, 0], await HashesAsync("ReadRangeRows1Key", int.MinValue, 0));
        Assert.Equal([int.MinValue, -5, int.MaxValue], await HashesAsync("ReadRangeRows2Key", 5, -5));
        Assert.Equal(hashes, await HashesAsync("ReadRangeRows2Key", 5, 5));

        async Task<IEnumerable<int>> HashesAsync(string key, int begin, int end) =>
            (await queries.ReadAsync(key, ("ServiceId", "s"), ("BeginHash", begin), ("EndHash", end))).Select(static r => int.Parse(((string)r["GrainId"]!)[2..])).Order();
    }

    [Fact]
    public async Task Delete_OfAnOldVersion_LeavesTheReminder()
    {
        await using var source = await postgres.CreateAsync();
        var queries = new StoredQueries(source);
        await UpsertAsync(queries, "alert/a", "daily", 7);
        await UpsertAsync(queries, "alert/a", "daily", 7);
        Assert.False(await DeleteAsync(0));
        Assert.True(await DeleteAsync(1));
        Assert.False(await DeleteAsync(1));

        Task<bool> DeleteAsync(int version) => queries.AskAsync("DeleteReminderRowKey", ("ServiceId", "s"), ("GrainId", "alert/a"), ("ReminderName", "daily"), ("Version", version));
    }

    private static async Task<int> UpsertAsync(StoredQueries queries, string grain, string name, int hash) => (int)Assert.Single(await queries.ReadAsync(
        "UpsertReminderRowKey", ("ServiceId", "s"), ("GrainHash", hash), ("GrainId", grain), ("ReminderName", name), ("StartTime", Noon), ("Period", 60_000)))["Version"]!;
}
