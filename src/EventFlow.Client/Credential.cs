using System.Net.Http.Headers;

namespace EventFlow.Client;

/// <summary>What a caller shows to be let in: an API key, a bearer token, or nothing. Never prints its secret.</summary>
public readonly record struct Credential
{
    private Credential(string? apiKey, string? token) => (ApiKey, Token) = (apiKey, token);

    /// <summary>No credential.</summary>
    public static Credential None => default;

    /// <summary>The API key, or null.</summary>
    public string? ApiKey { get; }

    /// <summary>The bearer token, or null.</summary>
    public string? Token { get; }

    /// <summary>The secret itself, key or token: what <c>/ws?token=</c> takes. Empty without a credential.</summary>
    public string Secret => ApiKey ?? Token ?? "";

    /// <summary>An API key; sent as <c>X-Api-Key</c>.</summary>
    public static Credential FromApiKey(string key) => new(key, null);

    /// <summary>A JWT; sent as <c>Authorization: Bearer</c>.</summary>
    public static Credential FromToken(string token) => new(null, token);

    /// <summary>Puts the credential on a request.</summary>
    public void ApplyTo(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (ApiKey is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Api-Key", ApiKey);
        }
        else if (Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }
    }

    /// <inheritdoc />
    public override string ToString() => ApiKey is not null ? "an API key" : Token is not null ? "a token" : "no credential";
}
