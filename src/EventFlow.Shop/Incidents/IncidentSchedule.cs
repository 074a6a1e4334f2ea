using EventFlow.Shop.Load;

namespace EventFlow.Shop.Incidents;

/// <summary>
/// What goes wrong and when: a gateway outage within the first two minutes, then something every six to ten minutes, without end. Same seed, same troubles.
/// Grows as it is asked for later times; not safe for several threads at once.
/// </summary>
internal sealed class IncidentSchedule
{
    private readonly List<Incident> _incidents = [];
    private readonly List<Func<TimeSpan, Incident>> _round = [];
    private SplitMix _source;

    public IncidentSchedule(ulong seed)
    {
        _source = SplitMix.For(seed, "incidents", 0);
        _incidents.Add(GatewayOutage(TimeSpan.FromSeconds(_source.Integer(60, 110))));
    }

    /// <summary>The incident that goes on at this time, or null. They never overlap: six minutes at least lie between two starts, and none lasts three.</summary>
    public Incident? At(TimeSpan elapsed)
    {
        var incidents = Until(elapsed);
        for (var i = incidents.Count - 1; i >= 0; i--)
        {
            if (incidents[i].Start <= elapsed)
            {
                return incidents[i].IsActive(elapsed) ? incidents[i] : null;
            }
        }

        return null;
    }

    /// <summary>All incidents that begin up to this time, and the one after, in order.</summary>
    public IReadOnlyList<Incident> Until(TimeSpan elapsed)
    {
        while (_incidents[^1].Start <= elapsed)
        {
            var gap = TimeSpan.FromSeconds(_source.Integer(360, 600));
            _incidents.Add(NextKind()(_incidents[^1].Start + gap));
        }

        return _incidents;
    }

    // Each kind comes once a round, in an order of the round's own: whoever watches for an hour has seen them all.
    private Func<TimeSpan, Incident> NextKind()
    {
        if (_round.Count == 0)
        {
            _round.AddRange([GatewayOutage, start => new OrdersDatabaseLock(start), start => new AuthMemoryLeak(start), start => new NotificationBacklog(start), Silence]);
        }

        var index = _source.Integer(0, _round.Count - 1);
        var kind = _round[index];
        _round.RemoveAt(index);
        return kind;
    }

    private PaymentGatewayOutage GatewayOutage(TimeSpan start) => new(start, spreadSeconds: _source.Integer(15, 20));

    private SilentService Silence(TimeSpan start) => new(start, _source.Pick<string>(["auth", "orders", "notification"]));
}
