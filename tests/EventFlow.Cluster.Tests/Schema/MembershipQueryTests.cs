namespace EventFlow.Cluster.Tests.Schema;

/// <summary>The queries of cluster membership: every change raises the version, and of two made from one version one succeeds.</summary>
public sealed class MembershipQueryTests(PostgresFixture postgres)
{
    private const int Active = 3;
    private const int Dead = 6;
    private static readonly DateTime Noon = new(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Names_OfTheQueries_AreThoseTheProviderAsksFor()
    {
        await using var source = await postgres.CreateAsync();
        string[] expected =
        [
            "GatewaysQueryKey", "MembershipReadRowKey", "MembershipReadAllKey", "InsertMembershipVersionKey", "UpdateIAmAlivetimeKey", "InsertMembershipKey", "UpdateMembershipKey",
            "DeleteMembershipTableEntriesKey", "CleanupDefunctSiloEntriesKey", "ReadReminderRowsKey", "ReadRangeRows1Key", "ReadRangeRows2Key", "ReadReminderRowKey", "UpsertReminderRowKey",
            "DeleteReminderRowKey", "DeleteReminderRowsKey",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await new StoredQueries(source).NamesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Version_InsertedTwice_IsMadeOnce()
    {
        await using var source = await postgres.CreateAsync();
        var queries = new StoredQueries(source);
        Assert.True(await queries.AskAsync("InsertMembershipVersionKey", ("DeploymentId", "c")));
        Assert.False(await queries.AskAsync("InsertMembershipVersionKey", ("DeploymentId", "c")));
        var row = Assert.Single(await queries.ReadAsync("MembershipReadAllKey", ("DeploymentId", "c")));
        Assert.Equal(0, row["Version"]);
        Assert.Null(row["StartTime"]);
    }

    [Fact]
    public async Task Insert_FromTheVersionRead_RaisesItAndAnotherFromThatVersionIsRefused()
    {
        await using var source = await postgres.CreateAsync();
        var queries = await BeginAsync(source);
        Assert.True(await InsertAsync(queries, 1, version: 0));
        Assert.False(await InsertAsync(queries, 2, version: 0));
        Assert.True(await InsertAsync(queries, 2, version: 1));
        Assert.False(await InsertAsync(queries, 2, version: 2));
        var rows = await queries.ReadAsync("MembershipReadAllKey", ("DeploymentId", "c"));
        Assert.Equal([2, 2], rows.Select(static r => (int)r["Version"]!));
        Assert.Equal([1, 2], rows.Select(static r => (int)r["Generation"]!).Order());
        Assert.Equal(Noon, rows[0]["StartTime"]);
    }

    [Fact]
    public async Task Update_FromAnOldVersionOrOfAnUnknownSilo_ChangesNothing()
    {
        await using var source = await postgres.CreateAsync();
        var queries = await BeginAsync(source);
        await InsertAsync(queries, 1, version: 0);
        Assert.False(await UpdateAsync(queries, 1, Dead, version: 0));
        Assert.False(await UpdateAsync(queries, 7, Dead, version: 1));
        Assert.True(await UpdateAsync(queries, 1, Dead, version: 1));
        var row = Assert.Single(await queries.ReadAsync("MembershipReadRowKey", [("DeploymentId", "c"), .. Silo(1)]));
        Assert.Equal((2, Dead, "S@1,now"), (row["Version"], row["Status"], row["SuspectTimes"]));
    }

    [Fact]
    public async Task ReadRow_OfAnUnknownSilo_GivesTheVersionAlone()
    {
        await using var source = await postgres.CreateAsync();
        var queries = await BeginAsync(source);
        await InsertAsync(queries, 1, version: 0);
        var row = Assert.Single(await queries.ReadAsync("MembershipReadRowKey", [("DeploymentId", "c"), .. Silo(9)]));
        Assert.Equal(1, row["Version"]);
        Assert.Null(row["StartTime"]);
    }

    [Fact]
    public async Task Changes_ByManyAtOnce_EachRaiseTheVersionByOne()
    {
        await using var source = await postgres.CreateAsync();
        var queries = await BeginAsync(source);
        var done = await Task.WhenAll(Enumerable.Range(1, 8).Select(generation => Task.Run(async () =>
        {
            for (var tries = 1; ; tries++)
            {
                var version = (int)(await queries.ReadAsync("MembershipReadAllKey", ("DeploymentId", "c")))[0]["Version"]!;
                if (await InsertAsync(queries, generation, version)) return tries;
            }
        })));
        var rows = await queries.ReadAsync("MembershipReadAllKey", ("DeploymentId", "c"));
        Assert.Equal(8, rows.Count);
        Assert.All(rows, static r => Assert.Equal(8, r["Version"]));
        Assert.Equal(8, done.Length);
    }

    [Fact]
    public async Task Gateways_OfACluster_AreItsActiveSilosWithAGateway()
    {
        await using var source = await postgres.CreateAsync();
        var queries = await BeginAsync(source);
        await InsertAsync(queries, 1, version: 0);
        await InsertAsync(queries, 2, version: 1, gateway: 0);
        await InsertAsync(queries, 3, version: 2);
        await UpdateAsync(queries, 3, Dead, version: 3);
        var row = Assert.Single(await queries.ReadAsync("GatewaysQueryKey", ("DeploymentId", "c"), ("Status", Active)));
        Assert.Equal(("127.0.0.1", 30000, 1), (row["Address"], row["ProxyPort"], row["Generation"]));
    }

    [Fact]
    public async Task Cleanup_OfOldEntries_TakesTheDeadOnesOnly()
    {
        await using var source = await postgres.CreateAsync();
        var queries = await BeginAsync(source);
        await InsertAsync(queries, 1, version: 0);
        await InsertAsync(queries, 2, version: 1);
        await UpdateAsync(queries, 2, Dead, version: 2);
        await queries.RunAsync("CleanupDefunctSiloEntriesKey", ("DeploymentId", "c"), ("IAmAliveTime", Noon));
        Assert.Equal(2, (await queries.ReadAsync("MembershipReadAllKey", ("DeploymentId", "c"))).Count);
        await queries.RunAsync("CleanupDefunctSiloEntriesKey", ("DeploymentId", "c"), ("IAmAliveTime", Noon.AddDays(1)));
        Assert.Equal(1, Assert.Single(await queries.ReadAsync("MembershipReadAllKey", ("DeploymentId", "c")))["Generation"]);
        await queries.RunAsync("DeleteMembershipTableEntriesKey", ("DeploymentId", "c"));
        Assert.Empty(await queries.ReadAsync("MembershipReadAllKey", ("DeploymentId", "c")));
    }

    [Fact]
    public async Task Alive_OfASilo_IsNotedWithoutRaisingTheVersion()
    {
        await using var source = await postgres.CreateAsync();
        var queries = await BeginAsync(source);
        await InsertAsync(queries, 1, version: 0);
        await queries.RunAsync("UpdateIAmAlivetimeKey", [("DeploymentId", "c"), .. Silo(1), ("IAmAliveTime", Noon.AddMinutes(1))]);
        var row = Assert.Single(await queries.ReadAsync("MembershipReadAllKey", ("DeploymentId", "c")));
        Assert.Equal((1, Noon.AddMinutes(1)), (row["Version"], row["IAmAliveTime"]));
    }

    private static async Task<StoredQueries> BeginAsync(Npgsql.NpgsqlDataSource source)
    {
        var queries = new StoredQueries(source);
        await queries.AskAsync("InsertMembershipVersionKey", ("DeploymentId", "c"));
        return queries;
    }

    private static Task<bool> InsertAsync(StoredQueries queries, int generation, int version, int gateway = 30000) => queries.AskAsync(
        "InsertMembershipKey",
        [
            ("DeploymentId", "c"), ("IAmAliveTime", Noon), ("SiloName", "a"), ("HostName", "h"), .. Silo(generation), ("StartTime", Noon), ("Status", Active), ("ProxyPort", gateway), ("Version", version),
        ]);

    private static Task<bool> UpdateAsync(StoredQueries queries, int generation, int status, int version) => queries.AskAsync(
        "UpdateMembershipKey", [("DeploymentId", "c"), .. Silo(generation), ("IAmAliveTime", Noon), ("Status", status), ("SuspectTimes", "S@1,now"), ("Version", version)]);

    private static (string, object)[] Silo(int generation) => [("Address", "127.0.0.1"), ("Port", 11111), ("Generation", generation)];
}
