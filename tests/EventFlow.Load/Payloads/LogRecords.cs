using System.Globalization;

namespace EventFlow.Load;

/// <summary>Log records of about 300 bytes as services write them: level, a message with its parameters, trace id, attributes. The same seed gives the same records.</summary>
internal sealed class LogRecords(int services, int seed) : IEventWriter
{
    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "PUT", "DELETE"];
    private static readonly string[] Regions = ["eu-west-1", "eu-north-1", "us-east-1", "ap-south-1"];
    private static readonly string[] Paths = ["/api/orders", "/api/orders/{id}", "/api/cart/items", "/api/payments", "/api/stock/{sku}", "/health"];

    private static readonly (string Level, string Text)[] Messages =
    [
        ("info", "{0} {1} answered 200 in {2} ms"),
        ("info", "Order {3} was accepted, {4} items, total {5} EUR"),
        ("info", "Session {3} was renewed for user {4}"),
        ("debug", "Cache hit for key item:{3}, age {4} s"),
        ("debug", "Pool has {4} of 64 connections in use"),
        ("warning", "Retry {4} of 5 for {1} after {2} ms: the other side closed the connection"),
        ("error", "Payment {3} was declined by the provider with code {4}"),
    ];

    private readonly Random _random = new(seed);

    /// <inheritdoc/>
    public void Write(BodyWriter body, bool withId)
    {
        body.Raw("{");
        if (withId)
        {
            body.Raw("\"id\":\"").Id().Raw("\",");
        }

        // Errors are rare, so that the load is one of services in health.
        var (level, text) = Messages[_random.Next(1000) < 2 ? 6 : _random.Next(6)];
        var path = Paths[_random.Next(Paths.Length)];
        var method = Methods[_random.Next(Methods.Length)];
        var took = 1 + _random.NextDouble() * _random.NextDouble() * 400;
        var message = string.Format(
            CultureInfo.InvariantCulture, text, method, path, took.ToString("F1", CultureInfo.InvariantCulture), _random.Next(100_000, 1_000_000), _random.Next(1, 64), _random.Next(1, 500));
        body.Raw("\"timestamp\":\"").TimeText()
            .Raw($"\",\"service\":\"{ServiceName.Of(_random.Next(services))}\",\"level\":\"{level}\",\"message\":\"{message}\",\"trace_id\":\"{Hex(16)}\",\"attributes\":{{\"http.method\":\"{method}\",\"http.route\":\"{path}\",\"duration_ms\":\"")
            .Number(took, 1)
            .Raw($"\",\"host\":\"ip-10-0-{_random.Next(4)}-{_random.Next(250)}\",\"region\":\"{Regions[_random.Next(Regions.Length)]}\"}}}}");
    }

    private string Hex(int bytes)
    {
        Span<byte> random = stackalloc byte[bytes];
        _random.NextBytes(random);
        return Convert.ToHexStringLower(random);
    }
}
