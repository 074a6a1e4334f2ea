using static EventFlow.Shop.Services.RecordLevel;

namespace EventFlow.Shop.Services;

/// <summary>Charges cards through outside gateways: slow by nature, and where trouble enters.</summary>
internal sealed record PaymentsService : SampleService
{
    public override string Name => "payments";

    public override double RequestsPerSecond => 45;

    public override double Capacity => 130;

    public override double ServiceTimeMs => 92;

    public override double IdleCpu => 8;

    public override double LoadCpu => 55;

    public override double Memory => 41;

    public override double CollectionSeconds => 64;

    public override double Disk => 38;

    public override string BusinessMetric => "transactions_per_second";

    public override double BusinessPerRequest => 0.28;

    public override TimeSpan Turn => TimeSpan.FromMilliseconds(140);

    public override IReadOnlyList<LogTemplate> Chatter { get; } =
    [
        new(Info, "ChargeHandler.Authorize:96", "Authorised {amount} {currency} by {payment_method} for order {order_id} in {duration_ms} ms"),
        new(Info, "ChargeHandler.Capture:141", "Captured {amount} {currency} for order {order_id} through {gateway}"),
        new(Info, "RefundHandler.Refund:52", "Refunded {amount} {currency} for order {order_id}, reason: {refund_reason}"),
        new(Info, "FraudScreen.Score:118", "Order {order_id} scored {fraud_score} of 100, accepted"),
        new(Info, "Ledger.Post:77", "Posted entry {ledger_entry} for order {order_id}: {amount} {currency}"),
    ];

    public override IReadOnlyList<LogTemplate> Mishaps { get; } =
    [
        new(Warn, "ChargeHandler.Authorize:109", "{gateway} took {slow_ms} ms to authorise order {order_id}"),
        new(Warn, "FraudScreen.Score:131", "Order {order_id} of {customer_id} scored {review_score} of 100, sent to review"),
        new(Error, "ChargeHandler.Authorize:104", "Card of {customer_id} declined for order {order_id}: {decline_reason}"),
        new(Error, "WebhookReceiver.Accept:66", "Callback from {gateway} for order {order_id} carried a wrong signature, dropped"),
    ];
}
