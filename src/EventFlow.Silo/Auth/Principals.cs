using System.Security.Claims;

namespace EventFlow.Silo;

/// <summary>Builds and reads the one form of principal that tokens, API keys and dashboard sessions share.</summary>
internal static class Principals
{
    /// <summary>The identity of a user.</summary>
    public static ClaimsIdentity OfUser(UserAccount user, string scheme) => new(
        [new(AccessClaims.UserId, user.Id), new(AccessClaims.Name, user.Name), new(AccessClaims.Role, user.Role)],
        scheme, AccessClaims.Name, AccessClaims.Role);

    /// <summary>The identity of an API key: scopes in place of a role.</summary>
    public static ClaimsIdentity OfKey(string id, string name, IEnumerable<string> scopes, string scheme) => new(
        [new(AccessClaims.UserId, $"key:{id}"), new(AccessClaims.Name, name), .. scopes.Select(static s => new Claim(AccessClaims.Scope, s))],
        scheme, AccessClaims.Name, AccessClaims.Role);

    /// <summary>Whether the principal has this role or a higher one.</summary>
    public static bool HasRole(this ClaimsPrincipal principal, string role) =>
        principal.FindFirst(AccessClaims.Role)?.Value is { } own && Rank(own) >= Rank(role);

    /// <summary>Whether the principal is an API key with this scope.</summary>
    public static bool HasScope(this ClaimsPrincipal principal, string scope) => principal.HasClaim(AccessClaims.Scope, scope);

    /// <summary>Who it is, for histories: the name of the user or of the API key.</summary>
    public static string Who(this ClaimsPrincipal principal) =>
        principal.FindFirst(AccessClaims.Name)?.Value ?? principal.FindFirst(AccessClaims.UserId)?.Value ?? "unknown";

    /// <summary>Who it is and what it has, for the one who is told that it is not enough.</summary>
    public static string Describe(ClaimsPrincipal principal) => principal.FindFirst(AccessClaims.Role)?.Value is { } role
        ? $"'{principal.Who()}' with role {role}"
        : $"the API key '{principal.Who()}' with scope {string.Join(", ", principal.FindAll(AccessClaims.Scope).Select(static s => s.Value))}";

    // An unknown role ranks below all.
    private static int Rank(string role) => role switch
    {
        Roles.Viewer => 1,
        Roles.Operator => 2,
        Roles.Admin => 3,
        _ => 0,
    };
}
