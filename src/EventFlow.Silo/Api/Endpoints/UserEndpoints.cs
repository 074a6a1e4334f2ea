using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>Who the caller is.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api) =>
        api.MapGet("/users/me", Me).WithTags("Auth")
            .Describe("getMe", "Who is calling, and what they may do")
            .RequireAuthorization()
            .Fails(401);

    private static Ok<CallerInfo> Me(ClaimsPrincipal caller) => TypedResults.Ok(new CallerInfo(
        caller.FindFirst(AccessClaims.UserId)?.Value ?? "", caller.Who(), caller.FindFirst(AccessClaims.Role)?.Value,
        [.. caller.FindAll(AccessClaims.Scope).Select(static c => c.Value)]));
}
