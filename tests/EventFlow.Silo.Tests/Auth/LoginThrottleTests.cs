using EventFlow.TestKit;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo.Tests.Auth;

public sealed class LoginThrottleTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new(Options.Create(new AuthOptions { LoginAttempts = 2, LoginWindowSeconds = 60 }), _time);

    [Fact]
    public void Begin_BeyondTheLimit_SaysHowLongToWait()
    {
        Assert.Null(_throttle.Begin("ada", "::1"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(_throttle.Begin("ada", "::1"));
        Assert.Equal(TimeSpan.FromSeconds(50), _throttle.Begin("ada", "::1"));
        Assert.Null(_throttle.Begin("ada", "::2"));
        Assert.Null(_throttle.Begin("bob", "::1"));
    }

    [Fact]
    public void Begin_AfterTheWindow_MayGoOn()
    {
        for (var i = 0; i < 3; i++) _throttle.Begin("ada", "::1");
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(_throttle.Begin("ada", "::1"));
    }

    [Fact]
    public void Succeeded_AfterAFailure_Forgives()
    {
        _throttle.Begin("ada", "::1");
        _throttle.Begin("ada", "::1");
        _throttle.Succeeded("ada", "::1");
        Assert.Null(_throttle.Begin("ada", "::1"));
    }

    [Fact]
    public void Begin_FromMoreAddressesThanFit_StillLimitsTheNewest()
    {
        for (var i = 0; i < LoginThrottle.MaxEntries + 10; i++) _throttle.Begin("ada", $"10.0.{i / 256}.{i % 256}");
        Assert.Null(_throttle.Begin("ada", "newest"));
        Assert.Null(_throttle.Begin("ada", "newest"));
        Assert.NotNull(_throttle.Begin("ada", "newest"));
    }
}
