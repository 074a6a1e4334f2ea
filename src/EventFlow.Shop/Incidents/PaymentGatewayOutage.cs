using EventFlow.Shop.Load;
using EventFlow.Shop.Services;
using static EventFlow.Shop.Services.RecordLevel;

namespace EventFlow.Shop.Incidents;

/// <summary>The card gateway stops answering: payments wait and fail, and some seconds later so do the orders that wait for them.</summary>
internal sealed class PaymentGatewayOutage(TimeSpan start, double spreadSeconds) : Incident(start)
{
    private static readonly LogTemplate[] Payments =
    [
        new(Error, "GatewayClient.Post:212", "Gateway time-out: {gateway} did not answer within {timeout_ms} ms for order {order_id}"),
        new(Error, "ChargeHandler.Authorize:121", "Charge of {amount} {currency} for order {order_id} failed after {attempt} attempts: upstream time-out"),
        new(Error, "GatewayClient.Post:226", "Connection to {gateway} reset while authorising {amount} {currency} for order {order_id}"),
        new(Error, "GatewayPool.Rent:48", "No free connection to {gateway}: {pool_waiting} requests wait"),
        new(Warn, "GatewayBreaker.Trip:35", "Circuit to {gateway} half open, probing with order {order_id}"),
    ];

    private static readonly LogTemplate[] Orders =
    [
        new(Error, "PaymentsClient.Charge:164", "payments answered 504 for order {order_id} after {timeout_ms} ms"),
        new(Error, "OrderSaga.Compensate:241", "Order {order_id} cancelled, {items} x {sku} released: payment did not arrive in time"),
        new(Error, "PaymentsClient.Charge:171", "Gave up charging order {order_id} after {attempt} attempts"),
        new(Warn, "OrderSaga.Advance:219", "Order {order_id} waits for its payment, {pool_waiting} orders queue behind it"),
    ];

    public override string Name => "payment-gateway";

    public override string Story => "the card gateway stopped answering; payments time out and orders wait for them";

    public override TimeSpan Duration => TimeSpan.FromSeconds(75);

    public override IReadOnlyList<LogTemplate> LogsOf(string service) => service switch
    {
        "payments" => Payments,
        "orders" => Orders,
        _ => [],
    };

    protected override ServiceEffect Effect(string service, double seconds)
    {
        var whole = Duration.TotalSeconds;
        var spread = Ramp.Plateau(seconds, spreadSeconds, whole, rise: 8, fall: 6);
        return service switch
        {
            "payments" => AtPayments(Ramp.Plateau(seconds, 0, whole, rise: 6, fall: 8)),
            "orders" => AtOrders(spread),
            "notification" => new ServiceEffect { RequestFactor = 1 - (0.15 * spread) },
            _ => ServiceEffect.None,
        };
    }

    private static ServiceEffect AtPayments(double height) => new()
    {
        LatencyFactor = 1 + (8.5 * height),
        ErrorRate = 27 * height,
        Cpu = 16 * height,
        Memory = 9 * height,
        BusinessFactor = 1 - (0.3 * height),
        TroubleLogsPerMinute = 66 * height,
    };

    private static ServiceEffect AtOrders(double height) => new()
    {
        LatencyFactor = 1 + (6.5 * height),
        ErrorRate = 21 * height,
        Cpu = 11 * height,
        Memory = 6 * height,
        BusinessFactor = 1 - (0.25 * height),
        TroubleLogsPerMinute = 48 * height,
    };
}
