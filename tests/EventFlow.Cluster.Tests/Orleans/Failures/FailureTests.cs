using EventFlow.Postgres;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans.Failures;

/// <summary>Three silos on loopback with PostgreSQL lose a silo, restart one after the other, lose the database, are cut from each other, and are replaced by another build.</summary>
public sealed class FailureTests(ITestOutputHelper output) : IAsyncLifetime
{
    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));

        // It is ended as by a crash of its own, not of the machine, so it need not wait for a disk; what it committed it must keep.
        _server = await PostgresServer.StartAsync("fsync=off", "full_page_writes=off", "listen_addresses='*'");
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    [Fact]
    public async Task Failures_OneAfterTheOther_LoseNothingAndTellNobodyTwice()
    {
        await using var run = await FailureRun.StartAsync(output, await CreateDatabaseAsync());
        var failures = new (string What, Func<Task> Fail)[]
        {
            ("a silo killed", () => KillAsync(run)),
            ("PostgreSQL killed and away", DatabaseAwayAsync),
            ("silos restarted in turn", () => RollAsync(run, null, FailureForm.IsLong ? 3 : 1)),
        };
        run.Random.Shuffle(failures);
        foreach (var (what, fail) in failures) await run.DuringLoadAsync(what, fail);
        if (FailureForm.IsLong) await run.DuringLoadAsync("PostgreSQL hangs", DatabaseHangsAsync);
        await run.FinishAsync();
    }

    [Fact]
    public async Task Partition_OfOneSiloFromTheOthers_LosesNothingAndTellsNobodyTwice()
    {
        Assert.SkipUnless(FailureForm.IsLong, FailureForm.OnlyLong);
        using var network = SiloNetwork.TryCreate(3, out var why);
        Assert.SkipWhen(network is null, why);
        var connection = (await CreateDatabaseAsync()).Replace("127.0.0.1", network.Host, StringComparison.Ordinal);
        await _server.AllowAsync(network.Range);
        await using var run = await FailureRun.StartAsync(output, connection, places: network.Places, address: network.Host);
        await run.DuringLoadAsync("one silo cut from the two others", () => PartAsync(run, network));
        await run.FinishAsync();
    }

    [Fact]
    public async Task Upgrade_FromAnotherBuildInTurn_LosesNothingAndTellsNobodyTwice()
    {
        var before = Environment.GetEnvironmentVariable("EVENTFLOW_UPGRADE_FROM");
        Assert.SkipUnless(FailureForm.IsLong && before is not null, FailureForm.OnlyLong + " and EVENTFLOW_UPGRADE_FROM=<EventFlow.Silo.dll of the version before>");
        var old = new SiloPlace(before);
        await using var run = await FailureRun.StartAsync(output, await CreateDatabaseAsync(), places: [old, old, old]);
        await run.DuringLoadAsync($"upgrade from {before} in turn", () => UpgradeAsync(run, new SiloPlace()));
        await run.FinishAsync();
    }

    private static async Task KillAsync(FailureRun run)
    {
        var victim = run.Any;
        await run.Cluster.KillAsync(victim);

        // As an orchestrator does, a while later.
        await Task.Delay(TimeSpan.FromSeconds(FailureForm.IsLong ? 20 : 4), CancellationToken.None);
        await run.Cluster.AddAgainAsync(victim);
    }

    private static async Task RollAsync(FailureRun run, SiloPlace? place, int count)
    {
        foreach (var silo in run.Cluster.Alive.Take(count))
        {
            await run.Cluster.StopAsync(silo);
            await run.Cluster.AddAgainAsync(silo, place);
        }
    }

    // As an operator does, by the script.
    private static async Task UpgradeAsync(FailureRun run, SiloPlace place)
    {
        var silos = run.Cluster.Alive;
        await using var replacer = await SiloReplacer.StartAsync(async number =>
        {
            await run.Cluster.StopAsync(silos[number - 1]);
            await run.Cluster.AddAgainAsync(silos[number - 1], place);
        });
        IEnumerable<string> arguments = [.. silos.SelectMany(static s => (string[])["--url", s.Url]), "--replace", replacer.Command, "--api-key", "ef_development"];
        var (code, output) = await ScriptRun.RunAsync("rolling-upgrade", arguments);
        Assert.True(code == 0, output);
    }

    private static async Task PartAsync(FailureRun run, SiloNetwork network)
    {
        var victim = run.Random.Next(3);
        var silo = run.Cluster.Alive[victim];
        network.Part(victim);

        // The two others vote it dead; it learns so from the database, which it still reaches, and ends itself.
        await silo.Ended(TimeSpan.FromSeconds(180));
        network.Join(victim);
        await run.Cluster.AddAgainAsync(silo);
    }

    private async Task DatabaseAwayAsync()
    {
        await _server.KillAsync();
        await Task.Delay(FailureForm.DatabaseAway, CancellationToken.None);
        await _server.StartAgainAsync();
    }

    private async Task DatabaseHangsAsync()
    {
        _server.Freeze();
        await Task.Delay(FailureForm.DatabaseAway, CancellationToken.None);
        _server.Thaw();
    }

    private async Task<string> CreateDatabaseAsync()
    {
        var connection = await _server.CreateDatabaseAsync();
        await using var source = PostgresExtensions.CreateDataSource(new PostgresOptions { ConnectionString = connection });
        await PostgresSchema.ApplyAsync(source);
        return connection;
    }
}
