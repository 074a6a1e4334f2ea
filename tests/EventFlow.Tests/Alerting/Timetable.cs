using System.Globalization;
using System.Text;

namespace EventFlow.Tests.Alerting;

/// <summary>What a timetable runs on: it takes signals and commands, moves time, and collects what channels were told.</summary>
internal interface ITimetableSubject
{
    Task SignalAsync(AlertSignal signal);

    Task AcknowledgeAsync(string fingerprint);

    Task AdvanceToAsync(long ms);

    IReadOnlyList<(long AtMs, string Channel, Notification Notification)> Told { get; }
}

/// <summary>A test as a timetable: what is pushed when, and between when and when which channel hears what. Everything told that no line expects is a failure.</summary>
internal sealed class Timetable
{
    private readonly List<(double At, Func<ITimetableSubject, Task> Act)> _acts = [];
    private readonly List<(string Channel, double From, double To, string What)> _expected = [];

    public Timetable Firing(double at, string name, Severity severity = Severity.Warning) => Push(at, AlertSignalKind.Firing, name, severity);

    public Timetable Recovered(double at, string name) => Push(at, AlertSignalKind.Recovered, name, Severity.Warning);

    public Timetable NoData(double at, string name) => Push(at, AlertSignalKind.NoData, name, Severity.Warning);

    public Timetable Acknowledged(double at, string name) => At(at, subject => subject.AcknowledgeAsync(Signal(AlertSignalKind.Firing, 0, name, Severity.Warning).Fingerprint));

    public Timetable Unacknowledged(double at, string name) => At(at, subject => ((MachineSubject)subject).UnacknowledgeAsync(Signal(AlertSignalKind.Firing, 0, name, Severity.Warning).Fingerprint));

    public Timetable At(double at, Func<ITimetableSubject, Task> act)
    {
        _acts.Add((at, act));
        return this;
    }

    /// <summary>Exactly one message of this form in the span, seconds. The form is status, then names of alerts, <c>+</c> firing, <c>~</c> acknowledged and <c>-</c> resolved, for example <c>firing +a -b</c>.</summary>
    public Timetable Expect(string channel, double from, double to, string what)
    {
        _expected.Add((channel, from, to, what));
        return this;
    }

    public async Task RunAsync(ITimetableSubject subject, double until)
    {
        foreach (var (at, act) in _acts.OrderBy(a => a.At))
        {
            await subject.AdvanceToAsync((long)(at * 1000));
            await act(subject);
        }
        await subject.AdvanceToAsync((long)(until * 1000));
        Check(subject);
    }

    private Timetable Push(double at, AlertSignalKind kind, string name, Severity severity) => At(at, subject => subject.SignalAsync(Signal(kind, (long)(at * 1000) + 1, name, severity)));

    private static AlertSignal Signal(AlertSignalKind kind, long time, string name, Severity severity) =>
        Signals.Of(kind, time, Signals.LabelsOf(name, "payments"), severity);

    private void Check(ITimetableSubject subject)
    {
        var told = subject.Told.Select(t => (t.Channel, At: t.AtMs / 1000.0, What: Describe(t.Notification))).ToList();
        var missing = new List<string>();
        foreach (var (channel, from, to, what) in _expected)
        {
            var found = told.FindIndex(t => t.Channel == channel && t.At >= from && t.At <= to && t.What == what);
            if (found < 0) missing.Add(string.Create(CultureInfo.InvariantCulture, $"missing: {channel} between {from} and {to} s: {what}"));
            else told.RemoveAt(found);
        }
        var report = new StringBuilder().AppendJoin('\n', missing.Concat(told.Select(t => string.Create(CultureInfo.InvariantCulture, $"unexpected: {t.Channel} at {t.At} s: {t.What}"))));
        Assert.True(report.Length == 0, report.ToString());
    }

    private static string Describe(Notification notification) => notification.Status + string.Concat(
        notification.Alerts.Select(a => (a.State switch { AlertState.Resolved => " -", AlertState.Acknowledged => " ~", _ => " +" }) + a.Labels["alertname"] + (a.Annotations["note"] is null ? "" : "?")));
}
