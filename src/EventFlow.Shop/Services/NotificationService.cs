using static EventFlow.Shop.Services.RecordLevel;

namespace EventFlow.Shop.Services;

/// <summary>Sends mail, text messages and push: fed by a queue, patient.</summary>
internal sealed record NotificationService : SampleService
{
    public override string Name => "notification";

    public override double RequestsPerSecond => 60;

    public override double Capacity => 190;

    public override double ServiceTimeMs => 28;

    public override double IdleCpu => 6;

    public override double LoadCpu => 48;

    public override double Memory => 35;

    public override double CollectionSeconds => 45;

    public override double Disk => 26;

    public override string BusinessMetric => "messages_sent_per_second";

    public override double BusinessPerRequest => 0.35;

    public override TimeSpan Turn => TimeSpan.FromMilliseconds(320);

    public override IReadOnlyList<LogTemplate> Chatter { get; } =
    [
        new(Info, "MailSender.Send:88", "Sent '{template}' to {recipient} for order {order_id} in {duration_ms} ms"),
        new(Info, "TextSender.Send:54", "Text message for order {order_id} handed to {sms_provider}"),
        new(Info, "PushSender.Send:41", "Push '{template}' delivered to {devices} devices of {customer_id}"),
        new(Info, "Outbox.Drain:132", "Drained {batch_size} messages, {queue_depth} left"),
        new(Info, "TemplateStore.Render:63", "Rendered '{template}' in {locale} for order {order_id}"),
    ];

    public override IReadOnlyList<LogTemplate> Mishaps { get; } =
    [
        new(Warn, "MailSender.Send:97", "{recipient} is over quota, mail for order {order_id} retried in {retry_s} s"),
        new(Warn, "PushSender.Send:57", "Device token of {customer_id} expired, removed"),
        new(Error, "MailSender.Send:103", "Mail for order {order_id} bounced: mailbox {recipient} does not exist"),
        new(Error, "TextSender.Send:69", "{sms_provider} refused the message for order {order_id}: number not reachable"),
    ];
}
