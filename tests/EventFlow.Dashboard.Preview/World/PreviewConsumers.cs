namespace EventFlow.Dashboard.Preview;

/// <summary>Two made-up consumers.</summary>
public sealed class PreviewConsumers(TimeProvider time, PreviewWorld world) : IConsumerService
{
    public ValueTask<IReadOnlyList<ConsumerStatus>> List() => new(world.Mode == "empty" ? [] : [Make("billing", 0), Make("search-index", 12_480)]);

    public async ValueTask<ConsumerStatus?> Get(string name) => (await List()).FirstOrDefault(c => c.Name == name);

    public ValueTask<Outcome<ConsumerStatus>> Put(string name, string stream, ConsumerStart start, string who, CancellationToken cancellationToken = default) => new(Outcome<ConsumerStatus>.Done(Make(name, 0)));

    public ValueTask<Outcome<ConsumerPage>> Read(string name, int limit, string? cursor, TimeSpan wait, CancellationToken cancellationToken = default) =>
        new(Outcome<ConsumerPage>.NotFound("There are no events in the preview."));

    public ValueTask<Outcome<ConsumerStatus>> Commit(string name, IReadOnlyDictionary<int, long> offsets) => new(Outcome<ConsumerStatus>.Done(Make(name, 0)));

    public ValueTask<Outcome<ConsumerStatus>> Reset(string name, ConsumerStart start, string who, CancellationToken cancellationToken = default) => new(Outcome<ConsumerStatus>.Done(Make(name, 0)));

    public ValueTask<Outcome<ConsumerStatus>> Delete(string name, string who) => new(Outcome<ConsumerStatus>.Done(Make(name, 0)));

    private ConsumerStatus Make(string name, long lag)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new(name, StreamNames.Domain, lag, [.. Enumerable.Range(0, 3).Select(p => new ConsumerPartition(p, 130_000 - lag / 3, 130_000, lag / 3))], "ada", now - 86_400_000, now - 4_000);
    }
}
