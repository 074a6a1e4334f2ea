using EventFlow.Alerting;

namespace EventFlow.Tests.Alerting;

/// <summary>Alerts and one group as pure machines, stored and read between any two steps.</summary>
internal sealed class MachineSubject(GroupTiming timing, params ChannelDefinition[] channels) : ITimetableSubject
{
    private readonly Dictionary<string, AlertRecord> _alerts = [];
    private readonly List<(long, string, Notification)> _told = [];
    private GroupState _group = new() { Labels = LabelSet.Of(("service", "payments"), ("type", "degradation")) };
    private long _now;

    public List<ChannelDefinition> Channels { get; } = [.. channels];

    /// <summary>Ids of the channels whose kind hears of acknowledgements.</summary>
    public HashSet<string> Hearing { get; init; } = [];

    public GroupState Group => _group;

    public IReadOnlyList<(long AtMs, string Channel, Notification Notification)> Told => _told;

    public static ChannelDefinition Channel(string id, Severity least = Severity.Info, bool sendResolved = true) => new(id, "test", true, least, sendResolved, LabelSet.Empty, "api");

    public Task SignalAsync(AlertSignal signal)
    {
        if (!_alerts.TryGetValue(signal.Fingerprint, out var alert)) _alerts[signal.Fingerprint] = alert = new();
        AlertMachine.Apply(alert, signal, _now);
        Put(alert);
        return Task.CompletedTask;
    }

    public Task AcknowledgeAsync(string fingerprint)
    {
        Assert.Null(AlertMachine.Acknowledge(_alerts[fingerprint], "ada", "on it", _now));
        Put(_alerts[fingerprint]);
        return Task.CompletedTask;
    }

    public Task UnacknowledgeAsync(string fingerprint)
    {
        Assert.Null(AlertMachine.Unacknowledge(_alerts[fingerprint], "ada", "not mine", _now));
        Put(_alerts[fingerprint]);
        return Task.CompletedTask;
    }

    public Task AdvanceToAsync(long ms)
    {
        while (GroupMachine.NextDue(_group, timing) is { } due && due <= ms)
        {
            var before = (due, _now);
            _now = Math.Max(_now, due);
            Tick();
            Assert.False(GroupMachine.NextDue(_group, timing) is { } next && next <= _now, $"the group is due again at once after a tick: {before}");
        }
        _now = ms;
        return Task.CompletedTask;
    }

    private void Put(AlertRecord alert)
    {
        GroupMachine.Put(_group, alert.ToNotice(), timing, _now, 1000);
        Assert.False(GroupMachine.Put(_group, alert.ToNotice(), timing, _now, 1000), "the same notice changed the group twice");
        if (GroupMachine.NextDue(_group, timing) <= _now || AcknowledgementMachine.IsDue(_group)) Tick();
    }

    private void Tick()
    {
        var severity = GroupMachine.ReceiverSeverity(_group);
        GroupMachine.Tick(_group, "{}", [.. Channels.Where(c => severity != Severity.None && c.MinSeverity <= severity)], timing, _now);
        AcknowledgementMachine.Tick(_group, "{}", Hearing, _now);
        Assert.False(AcknowledgementMachine.IsDue(_group), "an acknowledgement is due again at once");
        foreach (var message in _group.Outbox) _told.Add((_now, message.Channel, message.Notification));
        _group.Outbox.Clear();
        _group = System.Text.Json.JsonSerializer.Deserialize<GroupState>(System.Text.Json.JsonSerializer.Serialize(_group))!;
    }
}
