namespace EventFlow.Dashboard;

/// <summary>What the host tells the dashboard. All may stay empty.</summary>
public sealed class DashboardOptions
{
    internal static readonly TimeSpan MinUpdateInterval = TimeSpan.FromMilliseconds(250);
    internal static readonly TimeSpan MaxUpdateInterval = TimeSpan.FromSeconds(10);

    /// <summary>Shown under the sign-in form, for example the user and password of a development installation. Null shows nothing.</summary>
    public string? SignInHint { get; set; }

    /// <summary>API key put into the example that sends a first event; null shows a placeholder.</summary>
    public string? ExampleApiKey { get; set; }

    /// <summary>Shortest span between two updates of one browser. 250 ms to 10 s, default 700 ms.</summary>
    public TimeSpan UpdateInterval { get; set; } = TimeSpan.FromMilliseconds(700);
}
