using static EventFlow.Shop.Services.RecordLevel;

namespace EventFlow.Shop.Services;

/// <summary>Takes orders: reserves stock, calls payments, has the customer notified.</summary>
internal sealed record OrdersService : SampleService
{
    public override string Name => "orders";

    public override double RequestsPerSecond => 120;

    public override double Capacity => 310;

    public override double ServiceTimeMs => 46;

    public override double IdleCpu => 12;

    public override double LoadCpu => 70;

    public override double Memory => 58;

    public override double CollectionSeconds => 52;

    public override double Disk => 47;

    public override string BusinessMetric => "orders_per_second";

    public override double BusinessPerRequest => 0.11;

    public override TimeSpan Turn => TimeSpan.FromMilliseconds(60);

    public override IReadOnlyList<LogTemplate> Chatter { get; } =
    [
        new(Info, "OrderController.Place:84", "Order {order_id} placed by {customer_id}: {items} items, {amount} {currency}"),
        new(Info, "StockKeeper.Reserve:61", "Reserved {items} x {sku} in {warehouse} for order {order_id}"),
        new(Info, "OrderSaga.Advance:203", "Order {order_id} went from pending to processing in {duration_ms} ms"),
        new(Info, "ShipmentDesk.Book:47", "Order {order_id} booked with {carrier}, leaves {warehouse} today"),
        new(Info, "CartController.Update:129", "Cart of {customer_id} now holds {items} items worth {amount} {currency}"),
    ];

    public override IReadOnlyList<LogTemplate> Mishaps { get; } =
    [
        new(Warn, "StockKeeper.Reserve:73", "Only {stock_left} x {sku} left in {warehouse}, below the reorder level"),
        new(Warn, "OrderSaga.Advance:219", "Order {order_id} waited {slow_ms} ms for its payment"),
        new(Error, "StockKeeper.Reserve:79", "Order {order_id} cancelled: {sku} sold out in {warehouse}"),
        new(Error, "OrderController.Place:97", "Order {order_id} refused: delivery address of {customer_id} is incomplete"),
    ];
}
