using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Issues the tokens of users and reads them back. Thread safe.</summary>
internal sealed class TokenIssuer
{
    // Known to everyone who reads this: development is reachable from this machine only, and its passwords are known as well.
    private const string DevelopmentSecret = "eventflow development secret, never used elsewhere";

    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;
    private readonly IReadOnlyList<JwtKey> _keys;

    public TokenIssuer(IOptions<AuthOptions> options, TimeProvider time)
    {
        _time = time;
        _lifetime = TimeSpan.FromHours(options.Value.TokenHours);
        var current = JwtKey.FromText(options.Value.JwtSecret ?? DevelopmentSecret);
        _keys = options.Value.PreviousJwtSecret is { } previous ? [current, JwtKey.FromText(previous)] : [current];
    }

    /// <summary>A new token of a user, and when it expires.</summary>
    public (string Token, DateTimeOffset ExpiresAt) Issue(UserAccount user)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
        var expires = now + _lifetime;
        var token = JsonWebToken.Sign(_keys[0], writer =>
        {
            writer.WriteString(AccessClaims.UserId, user.Id);
            writer.WriteString(AccessClaims.Name, user.Name);
            writer.WriteString(AccessClaims.Role, user.Role);
            writer.WriteNumber("iat", now.ToUnixTimeSeconds());
            writer.WriteNumber("nbf", now.ToUnixTimeSeconds());
            writer.WriteNumber("exp", expires.ToUnixTimeSeconds());
        });
        return (token, expires);
    }

    /// <summary>The identity a token stands for, when it is good.</summary>
    public JwtFailure TryRead(ReadOnlySpan<char> token, string scheme, out ClaimsIdentity? identity)
    {
        identity = null;
        var failure = JsonWebToken.TryRead(token, _keys, _time.GetUtcNow(), out var claims);
        if (failure != JwtFailure.None) return failure;
        if (TextOf(claims, AccessClaims.UserId) is not { Length: > 0 } id || TextOf(claims, AccessClaims.Role) is not { } role || !Roles.All.Contains(role))
            return JwtFailure.Malformed;
        identity = Principals.OfUser(new(id, TextOf(claims, AccessClaims.Name) ?? id, role), scheme);
        return JwtFailure.None;
    }

    private static string? TextOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
