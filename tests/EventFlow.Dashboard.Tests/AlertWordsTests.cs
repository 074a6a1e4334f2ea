using EventFlow.Dashboard.Alerts;

namespace EventFlow.Dashboard.Tests;

public sealed class AlertWordsTests
{
    [Fact]
    public void Rest_OfLabels_IsWhatIsShownNowhereElse()
    {
        Assert.Equal("instance=host-1:9100, mountpoint=/var", AlertWords.Rest(Labels(("alertname", "DiskFull"), ("service", "db"), ("severity", "critical"), ("type", "t"), ("metric", "m"), ("mountpoint", "/var"), ("instance", "host-1:9100"))));
        Assert.Equal("", AlertWords.Rest(Labels(("alertname", "DiskFull"), ("service", "db"))));
    }

    private static LabelSet Labels(params (string Name, string Value)[] labels) => LabelSet.Create(labels.Select(static l => KeyValuePair.Create(l.Name, l.Value)));
}
