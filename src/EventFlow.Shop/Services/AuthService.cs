using static EventFlow.Shop.Services.RecordLevel;

namespace EventFlow.Shop.Services;

/// <summary>Signs customers in and checks their tokens: many small requests.</summary>
internal sealed record AuthService : SampleService
{
    public override string Name => "auth";

    public override double RequestsPerSecond => 180;

    public override double Capacity => 520;

    public override double ServiceTimeMs => 14;

    public override double IdleCpu => 9;

    public override double LoadCpu => 62;

    public override double Memory => 46;

    public override double CollectionSeconds => 37;

    public override double Disk => 31;

    public override string BusinessMetric => "logins_per_second";

    public override double BusinessPerRequest => 0.09;

    public override TimeSpan Turn => TimeSpan.Zero;

    public override IReadOnlyList<LogTemplate> Chatter { get; } =
    [
        new(Info, "SessionController.SignIn:58", "Customer {customer_id} signed in from {client_ip} with {sign_in_method}"),
        new(Info, "TokenIssuer.Issue:112", "Issued access token for {customer_id}, valid for {token_minutes} min"),
        new(Info, "TokenIssuer.Refresh:147", "Refreshed session {session_id} of {customer_id} after {session_age_min} min"),
        new(Info, "SessionController.SignOut:91", "Customer {customer_id} signed out, session {session_id} closed"),
        new(Info, "KeyRing.Reload:39", "Reloaded signing keys, active key {key_id}"),
    ];

    public override IReadOnlyList<LogTemplate> Mishaps { get; } =
    [
        new(Warn, "PasswordGate.Check:74", "Wrong password for {customer_id} from {client_ip}, attempt {attempt} of 5"),
        new(Warn, "RateGate.Admit:33", "Slowing sign-ins from {client_ip}: {recent_requests} in the last minute"),
        new(Error, "TokenValidator.Validate:88", "Rejected token of session {session_id}: signature made with retired key {key_id}"),
        new(Error, "DirectoryClient.Lookup:121", "Directory closed the connection while looking up {customer_id}; answered from cache"),
    ];
}
