using System.Globalization;
using EventFlow.Shop.Load;

namespace EventFlow.Shop.Simulation;

/// <summary>
/// One customer's way through the shop. All services that touch it log the same trace id and the same order, so that an error in orders
/// leads to its cause in payments.
/// </summary>
internal sealed class Journey
{
    private static readonly string[] Currencies = ["EUR", "EUR", "EUR", "USD", "GBP", "CHF"];
    private static readonly string[] Methods = ["visa", "mastercard", "paypal", "sepa", "apple-pay"];
    private static readonly string[] Gateways = ["northpay", "northpay", "quickcard"];
    private static readonly string[] Skus = ["LAMP-OAK-3", "MUG-BLUE-12", "DESK-ELM-160", "CHAIR-ASH-1", "RUG-WOOL-200", "SHELF-FIR-80", "VASE-CLAY-7"];
    private static readonly string[] Warehouses = ["berlin-1", "lyon-2", "gdansk-1"];
    private static readonly string[] Carriers = ["DHL", "UPS", "GLS"];
    private static readonly string[] Names = ["anna", "milan", "sofia", "jonas", "chloe", "emre", "lucia", "noah", "ines", "tomasz"];
    private static readonly string[] MailHosts = ["example.com", "example.org", "example.net"];
    private static readonly string[] SignIns = ["password", "passkey", "google", "apple"];
    private static readonly string[] Refunds = ["damaged on arrival", "wrong size", "ordered twice", "arrived late"];
    private static readonly string[] Declines = ["insufficient funds", "card expired", "do not honour", "limit exceeded"];
    private static readonly string[] Templates = ["order-confirmed", "order-shipped", "payment-received", "review-request"];
    private static readonly string[] Locales = ["de-DE", "fr-FR", "en-GB", "pl-PL", "es-ES"];
    private static readonly string[] SmsProviders = ["textwire", "cellpost"];

    private readonly Dictionary<string, object> _fields;

    /// <summary>The journey number <paramref name="index"/> that begins in tick <paramref name="tick"/>.</summary>
    public Journey(ulong seed, long tick, int index)
    {
        var source = SplitMix.For(seed, "journey", (tick * 64) + index);
        TraceId = Hex(ref source) + Hex(ref source);
        StartMs = source.Integer(0, 2200);
        _fields = Fields(ref source);
    }

    /// <summary>W3C trace id, 32 hexadecimal digits.</summary>
    public string TraceId { get; }

    /// <summary>Milliseconds from the beginning of the tick's span to the first step.</summary>
    public int StartMs { get; }

    /// <summary>A field by the name log templates use.</summary>
    /// <exception cref="KeyNotFoundException">No journey has this field.</exception>
    public object this[string field] => _fields[field];

    /// <summary>Names of all fields a template may use.</summary>
    public IEnumerable<string> FieldNames => _fields.Keys;

    // Zero is not a valid id, half of one included.
    private static string Hex(ref SplitMix source) => (source.Next() | 1).ToString("x16", CultureInfo.InvariantCulture);

    private static Dictionary<string, object> Fields(ref SplitMix source)
    {
        var fields = CustomerFields(ref source);
        OrderFields(ref source, fields);
        OperationFields(ref source, fields);
        return fields;
    }

    private static Dictionary<string, object> CustomerFields(ref SplitMix source) => new()
    {
        ["customer_id"] = $"C-{source.Integer(10_000, 98_999)}",
        ["session_id"] = Hex(ref source)[..12],
        // Documentation addresses (RFC 5737): nobody's.
        ["client_ip"] = $"203.0.113.{source.Integer(1, 254)}",
        ["sign_in_method"] = source.Pick(SignIns),
        ["token_minutes"] = 30,
        ["session_age_min"] = source.Integer(3, 340),
        ["key_id"] = $"k-2026-{source.Integer(1, 12):00}",
        ["recipient"] = $"{source.Pick(Names)[..1]}***@{source.Pick(MailHosts)}",
        ["devices"] = source.Integer(1, 3),
        ["locale"] = source.Pick(Locales),
    };

    private static void OrderFields(ref SplitMix source, Dictionary<string, object> fields)
    {
        fields["order_id"] = $"SO-{source.Integer(400_000, 999_999)}";
        fields["items"] = source.Integer(1, 6);
        fields["amount"] = Math.Round(12 + (source.Unit() * source.Unit() * 640), 2);
        fields["currency"] = source.Pick(Currencies);
        fields["sku"] = source.Pick(Skus);
        fields["warehouse"] = source.Pick(Warehouses);
        fields["carrier"] = source.Pick(Carriers);
        fields["stock_left"] = source.Integer(1, 9);
        fields["payment_method"] = source.Pick(Methods);
        fields["gateway"] = source.Pick(Gateways);
        fields["refund_reason"] = source.Pick(Refunds);
        fields["decline_reason"] = source.Pick(Declines);
        fields["fraud_score"] = source.Integer(2, 38);
        fields["review_score"] = source.Integer(71, 96);
        fields["ledger_entry"] = $"L{source.Integer(1_000_000, 9_999_999)}";
    }

    private static void OperationFields(ref SplitMix source, Dictionary<string, object> fields)
    {
        fields["attempt"] = source.Integer(1, 4);
        fields["duration_ms"] = source.Integer(18, 240);
        fields["slow_ms"] = source.Integer(900, 2400);
        fields["timeout_ms"] = 3000;
        fields["recent_requests"] = source.Integer(60, 110);
        fields["template"] = source.Pick(Templates);
        fields["sms_provider"] = source.Pick(SmsProviders);
        fields["batch_size"] = source.Integer(20, 80);
        fields["queue_depth"] = source.Integer(0, 40);
        fields["backlog"] = source.Integer(4_000, 18_000);
        fields["retry_s"] = source.Integer(5, 60);
        fields["lock_wait_ms"] = source.Integer(5_000, 9_800);
        fields["blocking_pid"] = source.Integer(2_000, 32_000);
        fields["heap_mb"] = source.Integer(1_650, 2_040);
        fields["pause_ms"] = source.Integer(480, 2_300);
        fields["pool_waiting"] = source.Integer(18, 120);
        fields["node"] = $"db-{source.Integer(1, 2)}";
    }
}
