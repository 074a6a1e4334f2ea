namespace EventFlow.Load;

/// <summary>Events of a shop: what happened to an order. The same seed gives the same events.</summary>
internal sealed class DomainEvents(int services, int seed) : IEventWriter
{
    private static readonly string[] Types = ["order.created", "order.paid", "order.packed", "order.shipped", "order.cancelled"];

    private readonly Random _random = new(seed);

    /// <inheritdoc/>
    public void Write(BodyWriter body, bool withId)
    {
        body.Raw("{");
        if (withId)
        {
            body.Raw("\"id\":\"").Id().Raw("\",");
        }

        body.Raw("\"timestamp\":\"").TimeText()
            .Raw($"\",\"service\":\"{ServiceName.Of(_random.Next(services))}\",\"type\":\"{Types[_random.Next(Types.Length)]}\",\"data\":{{\"order\":\"{_random.Next(100_000, 1_000_000)}\",\"customer\":\"{_random.Next(10_000, 100_000)}\",\"items\":{_random.Next(1, 12)},\"total\":")
            .Number(_random.NextDouble() * 300, 2).Raw(",\"currency\":\"EUR\"}}");
    }
}
