using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace EventFlow.Dashboard.SignIn;

/// <summary>Who sits before the page and what they may do; one per circuit.</summary>
public sealed class Operator(AuthenticationStateProvider authentication)
{
    /// <summary>Why a button is disabled for a viewer.</summary>
    public const string Refusal = "Your role (viewer) may look, not act. Ask an administrator for the operator role.";

    /// <summary>Name, as histories show it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>viewer, operator or admin.</summary>
    public string Role { get; private set; } = "viewer";

    /// <summary>Whether they may act.</summary>
    public bool CanAct => Role is "operator" or "admin";

    /// <summary>Reads the claims.</summary>
    public async Task Load()
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        Name = user.FindFirstValue(AccessClaims.Name) ?? user.Identity?.Name ?? user.FindFirstValue(AccessClaims.UserId) ?? "somebody";
        Role = user.FindFirstValue(AccessClaims.Role) ?? user.FindFirstValue(ClaimTypes.Role) ?? "viewer";
    }
}
