using EventFlow.Shop.Load;
using EventFlow.Shop.Services;
using static EventFlow.Shop.Services.RecordLevel;

namespace EventFlow.Shop.Incidents;

/// <summary>A migration holds a lock on the orders table: orders wait, and payments and notification run dry.</summary>
internal sealed class OrdersDatabaseLock(TimeSpan start) : Incident(start)
{
    private static readonly LogTemplate[] Orders =
    [
        new(Error, "OrderStore.Save:142", "Lock time-out on table orders after {lock_wait_ms} ms, held by process {blocking_pid} on {node}"),
        new(Error, "OrderStore.Save:149", "Deadlock found when saving order {order_id}; the transaction was chosen as victim"),
        new(Error, "ConnectionPool.Rent:57", "No database connection within 5000 ms: {pool_waiting} callers wait"),
        new(Error, "OrderController.Place:103", "Order {order_id} of {customer_id} failed: could not be stored"),
        new(Warn, "OrderStore.Load:88", "Query for order {order_id} took {lock_wait_ms} ms on {node}"),
    ];

    public override string Name => "orders-database-lock";

    public override string Story => "a migration locked the orders table; orders pile up and payments and notification run dry";

    public override TimeSpan Duration => TimeSpan.FromSeconds(90);

    public override IReadOnlyList<LogTemplate> LogsOf(string service) => service == "orders" ? Orders : [];

    protected override ServiceEffect Effect(string service, double seconds)
    {
        var height = Ramp.Plateau(seconds, 0, Duration.TotalSeconds, rise: 5, fall: 10);
        var downstream = Ramp.Plateau(seconds, 12, Duration.TotalSeconds, rise: 8, fall: 8);
        return service switch
        {
            "orders" => new ServiceEffect
            {
                LatencyFactor = 1 + (9 * height),
                ErrorRate = 24 * height,
                Cpu = -8 * height,
                Memory = 12 * height,
                BusinessFactor = 1 - (0.6 * height),
                TroubleLogsPerMinute = 60 * height,
            },
            "payments" => new ServiceEffect { RequestFactor = 1 - (0.5 * downstream) },
            "notification" => new ServiceEffect { RequestFactor = 1 - (0.4 * downstream) },
            _ => ServiceEffect.None,
        };
    }
}
