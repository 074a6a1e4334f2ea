namespace EventFlow;

/// <summary>Names of the authorization policies that endpoints and pages ask for. Roles: viewer &lt; operator &lt; admin; API keys have scopes instead.</summary>
public static class AccessPolicies
{
    /// <summary>Look: any role, or an API key with scope <c>read</c>.</summary>
    public const string Read = "read";

    /// <summary>Keep offsets in the event store: operator or admin, or an API key with scope <c>read</c>.</summary>
    public const string Consume = "consume";

    /// <summary>Act on alerts, rules and channels: operator or admin.</summary>
    public const string Operate = "operate";

    /// <summary>Silence alerts: operator or admin, or an API key with scope <c>silence</c>.</summary>
    public const string Silence = "silence";

    /// <summary>Manage API keys: admin.</summary>
    public const string Admin = "admin";

    /// <summary>Send events: an API key with scope <c>ingest</c>, or operator or admin.</summary>
    public const string Ingest = "ingest";
}
