using EventFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo.Tests.Auth;

public sealed class LoginThrottleTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new(Options.Create(new AuthOptions { LoginAttempts = 2, LoginAttemptsPerAddress = 5, LoginWindowSeconds = 60 }), _time);

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
    public void Begin_UnderManyNamesFromOneAddress_IsLimitedToo()
    {
        for (var i = 0; i < 5; i++) Assert.Null(_throttle.Begin($"guess-{i}", "::1"));
        Assert.Equal(TimeSpan.FromSeconds(60), _throttle.Begin("guess-5", "::1"));
        Assert.Null(_throttle.Begin("guess-5", "::2"));
        _throttle.Succeeded("guess-4", "::1");
        Assert.Null(_throttle.Begin("guess-6", "::1"));
        Assert.NotNull(_throttle.Begin("guess-7", "::1"));
    }

    [Fact]
    public void SignIn_WhileAsManyAreCheckedAsMayBe_SaysToComeBack()
    {
        var users = new NestingUsers();
        var throttle = new LoginThrottle(Options.Create(new AuthOptions { LoginAttempts = 1_000, LoginAttemptsPerAddress = 1_000 }), _time);
        var signIn = new SignInService(users, throttle, NullLogger<SignInService>.Instance);
        users.During = () => signIn.SignIn("ada", "demo", "::1");
        Assert.Equal((null, null), signIn.SignIn("ada", "demo", "::1"));
        Assert.Equal(SignInService.MaxChecks, users.Checks);
        Assert.Equal((null, TimeSpan.FromSeconds(1)), users.Refusal);
    }

    // Asks again while it is asked, which is many at once without threads.
    private sealed class NestingUsers : IUserDirectory
    {
        public Func<(UserAccount? User, TimeSpan? RetryAfter)> During { get; set; } = static () => default;

        public int Checks { get; private set; }

        public (UserAccount? User, TimeSpan? RetryAfter)? Refusal { get; private set; }

        public UserAccount? Verify(string name, string password)
        {
            Checks++;
            var inner = During();
            if (inner.RetryAfter is not null) Refusal = inner;
            return null;
        }

        public UserAccount? Find(string id) => null;
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
