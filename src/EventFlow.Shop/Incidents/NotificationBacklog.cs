using EventFlow.Shop.Load;
using EventFlow.Shop.Services;
using static EventFlow.Shop.Services.RecordLevel;

namespace EventFlow.Shop.Incidents;

/// <summary>The mail relay refuses connections: messages pile up, then leave in a rush.</summary>
internal sealed class NotificationBacklog(TimeSpan start) : Incident(start)
{
    private const double RelayBackAt = 75;

    private static readonly LogTemplate[] Notification =
    [
        new(Error, "MailSender.Connect:44", "Mail relay refused the connection: 421 4.7.0 too many connections from this host"),
        new(Error, "Outbox.Drain:151", "Outbox holds {backlog} messages, oldest waits since {retry_s} s"),
        new(Error, "MailSender.Send:109", "Mail '{template}' for order {order_id} gave up after {attempt} attempts"),
        new(Warn, "Outbox.Drain:144", "Sending slower: {backlog} messages wait, next try in {retry_s} s"),
    ];

    public override string Name => "notification-backlog";

    public override string Story => "the mail relay refuses connections; the outbox of notification fills and later drains in a rush";

    public override TimeSpan Duration => TimeSpan.FromSeconds(RelayBackAt + 30);

    public override IReadOnlyList<LogTemplate> LogsOf(string service) => service == "notification" ? Notification : [];

    protected override ServiceEffect Effect(string service, double seconds)
    {
        if (service != "notification")
        {
            return ServiceEffect.None;
        }

        var blocked = Ramp.Plateau(seconds, 0, RelayBackAt, rise: 6, fall: 6);
        var draining = Ramp.Plateau(seconds, RelayBackAt - 3, RelayBackAt + 30, rise: 6, fall: 12);
        return new ServiceEffect
        {
            LatencyFactor = 1 + (7.5 * blocked) + (1.5 * draining),
            ErrorRate = 23 * blocked,
            Cpu = (-2 * blocked) + (38 * draining),
            Memory = (22 * blocked) + (10 * draining),
            BusinessFactor = 1 - (0.85 * blocked) + (1.4 * draining),
            TroubleLogsPerMinute = 54 * blocked,
        };
    }
}
