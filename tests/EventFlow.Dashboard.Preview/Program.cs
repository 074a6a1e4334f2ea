// dotnet run --project tests/EventFlow.Dashboard.Preview -- --urls http://127.0.0.1:5290 [--mode normal|empty|error] [--first-incident SECONDS] [--silos N]
using System.Security.Claims;
using EventFlow;
using EventFlow.Dashboard;
using EventFlow.Dashboard.Preview;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(args);
var mode = builder.Configuration["mode"] ?? "normal";
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static o =>
{
    o.LoginPath = "/login";
    o.ReturnUrlParameter = "returnUrl";
});
builder.Services.AddAuthorizationBuilder().AddPolicy(AccessPolicies.Read, static p => p.RequireAuthenticatedUser());
builder.Services.AddAntiforgery();
builder.Services.AddLive();
builder.Services.AddEventFlowDashboard(static o =>
{
    o.SignInHint = "Development: admin/admin, or any name with the password demo.";
    o.ExampleApiKey = "ef_development";
});
builder.Services.AddSingleton(services => new PreviewWorld(services.GetRequiredService<TimeProvider>(), mode, builder.Configuration.GetValue("first-incident", 30)));
builder.Services.AddSingleton<PreviewAlerts>();
builder.Services.AddSingleton<IIncidentQueries, PreviewIncidents>();
builder.Services.AddSingleton<IFeedbackService, PreviewFeedback>();
builder.Services.AddSingleton<IAlertService>(static s => s.GetRequiredService<PreviewAlerts>());
builder.Services.AddSingleton<PreviewOnCall>();
builder.Services.AddSingleton<IOnCallService>(static s => s.GetRequiredService<PreviewOnCall>());
builder.Services.AddSingleton<IEscalationService>(static s => s.GetRequiredService<PreviewOnCall>());
builder.Services.AddSingleton<IAlertRoutingService, PreviewRouting>();
builder.Services.AddSingleton<ISilenceService, PreviewSilences>();
builder.Services.AddSingleton<IAlertStatisticsService, PreviewStatistics>();
builder.Services.AddSingleton<IMonitoringQueries, PreviewQueries>();
builder.Services.AddSingleton<IRuleService, PreviewRules>();
builder.Services.AddSingleton<IChannelService, PreviewChannels>();
builder.Services.AddSingleton<ISystemQueries>(services => new PreviewSystem(services.GetRequiredService<PreviewWorld>(), builder.Configuration.GetValue("silos", 0)));
builder.Services.AddSingleton<IAuditService, PreviewAudit>();
builder.Services.AddSingleton<IEventQueries, PreviewEvents>();
builder.Services.AddSingleton<IConsumerService, PreviewConsumers>();
builder.Services.AddSingleton<IReplayService, PreviewReplays>();
builder.Services.AddHostedService<PreviewPulse>();

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapPost("/account/login", async (HttpContext context, IAntiforgery antiforgery) =>
{
    await antiforgery.ValidateRequestAsync(context);
    var form = await context.Request.ReadFormAsync();
    string name = form["username"].ToString(), password = form["password"].ToString(), target = form["returnUrl"].ToString();
    if (!(name == "admin" && password == "admin") && password != "demo") return Results.Redirect("/login?error=1");
    var role = name == "admin" ? "admin" : name.StartsWith("viewer", StringComparison.Ordinal) ? "viewer" : "operator";
    var identity = new ClaimsIdentity([new(AccessClaims.UserId, name), new(AccessClaims.Name, name), new(AccessClaims.Role, role)], "cookie", AccessClaims.Name, AccessClaims.Role);
    await context.SignInAsync(new ClaimsPrincipal(identity));
    return Results.LocalRedirect(target.Length > 0 ? target : "/");
});
app.MapPost("/account/logout", async (HttpContext context, IAntiforgery antiforgery) =>
{
    await antiforgery.ValidateRequestAsync(context);
    await context.SignOutAsync();
    return Results.LocalRedirect("/login");
});
app.MapEventFlowDashboard();
app.Run();
