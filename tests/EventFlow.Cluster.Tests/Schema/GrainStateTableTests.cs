using EventFlow.Postgres;

namespace EventFlow.Cluster.Tests.Schema;

/// <summary>Grain state in PostgreSQL: kept as it was written, changed only from the version that was read.</summary>
public sealed class GrainStateTableTests(PostgresFixture postgres)
{
    private static readonly GrainStateKey Key = new("state", "service", "orders", "service");

    [Fact]
    public async Task State_Written_IsReadAsItWas()
    {
        await using var source = await postgres.CreateAsync();
        var table = new GrainStateTable(source, "s");
        Assert.Null(await table.ReadAsync(Key));
        const string Json = """{"b": 1,"a":"NaN", "text":"\u0000 ü 😀"}""";
        var version = await table.WriteAsync(Key, Json, 0);
        Assert.Equal((Json, version!.Value), (await table.ReadAsync(Key))!.Value);
        Assert.Null(await new GrainStateTable(source, "another service").ReadAsync(Key));
    }

    [Fact]
    public async Task State_WrittenFromAnOldVersion_IsRefused()
    {
        await using var source = await postgres.CreateAsync();
        var table = new GrainStateTable(source, "s");
        var first = await table.WriteAsync(Key, "1", 0);
        Assert.Null(await table.WriteAsync(Key, "another first", 0));
        var second = await table.WriteAsync(Key, "2", first!.Value);
        Assert.Null(await table.WriteAsync(Key, "late", first.Value));
        Assert.Equal(("2", second!.Value), (await table.ReadAsync(Key))!.Value);
    }

    [Fact]
    public async Task State_ClearedAndWrittenAgain_HasAVersionItNeverHad()
    {
        await using var source = await postgres.CreateAsync();
        var table = new GrainStateTable(source, "s");
        var first = await table.WriteAsync(Key, "1", 0);
        Assert.False(await table.ClearAsync(Key, 0));
        Assert.True(await table.ClearAsync(Key, first!.Value));
        Assert.True(await table.ClearAsync(Key, 0));
        Assert.Null(await table.ReadAsync(Key));
        var again = await table.WriteAsync(Key, "2", 0);
        Assert.NotEqual(first, again);
        Assert.False(await table.ClearAsync(Key, first.Value));
    }

    [Fact]
    public async Task State_OfKeysThatLookAlike_IsKeptApart()
    {
        await using var source = await postgres.CreateAsync();
        var table = new GrainStateTable(source, "s");
        string[] keys = ["cafe", "Cafe", "0cafe", "", "a\0b", "a\u2400b", "a", new('x', 300_000), new string('x', 300_000) + "y"];
        foreach (var key in keys) Assert.NotNull(await table.WriteAsync(Key with { GrainKey = key }, $"\"{key.Length}\"", 0));
        foreach (var key in keys) Assert.Equal($"\"{key.Length}\"", (await table.ReadAsync(Key with { GrainKey = key }))?.Json);
        Assert.Null(await table.ReadAsync(Key with { GrainType = "alert", GrainKey = "cafe" }));
    }

    [Fact]
    public async Task State_WrittenByManyAtOnce_TakesOneOfThem()
    {
        await using var source = await postgres.CreateAsync();
        var table = new GrainStateTable(source, "s");
        var version = (await table.WriteAsync(Key, "0", 0))!.Value;
        var written = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => Task.Run(async () => await table.WriteAsync(Key, $"{i}", version))));
        var won = Assert.Single(written, static w => w is not null);
        Assert.Equal(won, (await table.ReadAsync(Key))?.Version);
    }
}
