using EventFlow.Audit;

namespace EventFlow.Silo;

/// <summary>Reads off the current request who changes something. Pages of the dashboard act in a session of their own, which a user has opened by name.</summary>
internal sealed class HttpAuditCallers(IHttpContextAccessor accessor) : IAuditCallers
{
    private const string Dashboard = "dashboard";

    public AuditCaller Describe(string who)
    {
        // The socket of a page lasts as long as the page and says nothing of what is done on it now.
        if (accessor.HttpContext is not { } context || context.WebSockets.IsWebSocketRequest) return new("", Dashboard, "");
        var by = context.User.Who() == who ? context.User.FindFirst(AccessClaims.UserId)?.Value ?? "" : "";
        return new(by, context.Request.Path.StartsWithSegments("/api") ? "api" : Dashboard, CorrelationMiddleware.IdOf(context));
    }
}
