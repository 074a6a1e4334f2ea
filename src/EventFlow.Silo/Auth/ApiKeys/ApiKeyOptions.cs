namespace EventFlow.Silo;

/// <summary>An API key of the settings (<c>EventFlow:Auth:ApiKeys:0</c> and so on): known from the first start on, for what is deployed together with the silo. It is never stored.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Name for people, 1 to 64 characters. Required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The key, 24 characters or more, for example from `openssl rand -hex 24`. Required.</summary>
    public string Key { get; set; } = "";

    /// <summary>What it may do: `ingest`, `read`, `silence`. Default `read`.</summary>
    public List<string> Scopes { get; set; } = [];
}
