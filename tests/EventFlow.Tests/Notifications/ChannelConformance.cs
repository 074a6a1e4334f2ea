using EventFlow.Notifications;

namespace EventFlow.Tests.Notifications;

/// <summary>What every kind of channel must hold. Derive one class per kind; those that speak HTTP derive from <see cref="HttpChannelConformance"/>.</summary>
public abstract class ChannelConformance
{
    protected abstract INotificationChannel Channel { get; }

    /// <summary>A good definition, with every secret the kind has set to a text that contains <c>s3cr3t</c>.</summary>
    protected abstract ChannelDefinition Definition { get; }

    [Fact]
    public void Description_NamesAreUniqueAndComplete()
    {
        var description = Channel.Description;
        Assert.Matches("^[a-z][a-z0-9-]*$", description.Kind);
        Assert.NotEmpty(description.Title);
        Assert.NotEmpty(description.Summary);
        Assert.Equal(description.Settings.Count, description.Settings.Select(s => s.Name).Distinct().Count());
        Assert.All(description.Settings, s => Assert.Matches("^[a-z][a-z0-9_]*$", s.Name));
        Assert.All(description.Settings, s => Assert.True(s.Title.Length > 0 && s.Summary.Length > 0, s.Name));
    }

    [Fact]
    public void Description_AddressOfAPerson_IsOneOfItsSettingsAndNoSecret()
    {
        if (Channel.Description.AddressSetting is { Length: > 0 } name) Assert.False(Assert.Single(Channel.Description.Settings, s => s.Name == name).Secret);
    }

    [Fact]
    public void Validate_TheGoodDefinition_HasNoFaults() => Assert.Empty(Channel.Validate(Definition.Settings));

    [Fact]
    public void Validate_EverySettingRubbish_NeitherThrowsNorRepeatsASecret()
    {
        var rubbish = LabelSet.Create(Channel.Description.Settings.Select(s => KeyValuePair.Create(s.Name, "\u0001 s3cr3t \ud83d\ude00 =;:\"")));
        var faults = Channel.Validate(rubbish);
        var secrets = Channel.Description.Settings.Where(s => s.Secret).Select(s => s.Name).ToHashSet();
        Assert.All(faults.Where(f => secrets.Contains(f.Field)), f => Assert.DoesNotContain("s3cr3t", f.ToString()));
        Assert.All(faults, f => Assert.Contains(f.Field, Channel.Description.Settings.Select(s => s.Name)));
    }

    [Theory, InlineData("firing"), InlineData("resolved")]
    public async Task Dispatch_Good_IsSent(string status) =>
        Assert.Equal(DeliveryOutcome.Sent, (await SendAsync(Notices.Of("n1", status, status == "firing" ? Notices.Firing() : Notices.Resolved()))).Outcome);

    [Fact]
    public async Task CheckHealth_Good_IsWell() => Assert.Equal(DeliveryOutcome.Sent, (await Channel.CheckHealthAsync(Definition, default)).Outcome);

    [Fact]
    public async Task Dispatch_Oversized_IsCutToWhatTheOtherSideTakesAndSent()
    {
        var result = await SendAsync(Notices.Huge());
        AssertDiscreet(result);
        Assert.Equal(DeliveryOutcome.Sent, result.Outcome);
        CheckOversized();
    }

    /// <summary>What went over the wire of an oversized message; nothing where there is no limit.</summary>
    protected virtual void CheckOversized()
    {
    }

    /// <summary>Sends as the dispatcher does: worded by the built-in text.</summary>
    protected ValueTask<DeliveryResult> SendAsync(Notification notification, ChannelDefinition? definition = null, string? reference = null, CancellationToken cancellationToken = default) =>
        Channel.DispatchAsync(Notices.DispatchOf(notification, definition ?? Definition, Channel.Description, reference), cancellationToken);

    /// <summary>No text that leaves a channel bears an address or a secret.</summary>
    protected void AssertDiscreet(DeliveryResult result)
    {
        Assert.DoesNotContain("s3cr3t", result.Detail);
        Assert.DoesNotContain("tok3n", result.Detail);
        Assert.DoesNotContain("127.0.0.1", result.Detail);
        Assert.DoesNotContain("http:", result.Detail);
        Assert.DoesNotContain("invalid.test", result.Detail);
    }
}
