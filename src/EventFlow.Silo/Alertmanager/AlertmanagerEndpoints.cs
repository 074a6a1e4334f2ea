using System.Reflection;
using System.Security.Claims;
using System.Text.Json;
using EventFlow.Alerting.Intake;
using EventFlow.Alerting.Routing;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;

namespace EventFlow.Silo;

/// <summary>
/// The API of Alertmanager, version 2: Prometheus, vmalert, Grafana and Loki send alerts to it, amtool asks and silences. A failure is a text in JSON, as Alertmanager's clients expect.
/// </summary>
internal static class AlertmanagerEndpoints
{
    private const string Prefix = "/api/v2";
    private const long MaxBodyBytes = 16 * 1024 * 1024;

    private static readonly DateTimeOffset Started = TimeProvider.System.GetUtcNow();
    private static readonly string Version = typeof(AlertmanagerEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Whether a path is one of these.</summary>
    public static bool Contains(PathString path) => path.StartsWithSegments(Prefix) || path.StartsWithSegments("/-");

    public static void MapAlertmanager(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup(Prefix).ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes), new RequestTimeoutAttribute(60_000));
        api.MapGet("/alerts", GetAlerts).RequireAuthorization(AccessPolicies.Read);
        api.MapPost("/alerts", PostAlerts).RequireAuthorization(AccessPolicies.Ingest);
        api.MapGet("/alerts/groups", GetGroups).RequireAuthorization(AccessPolicies.Read);
        api.MapGet("/silences", GetSilences).RequireAuthorization(AccessPolicies.Read);
        api.MapPost("/silences", PostSilence).RequireAuthorization(AccessPolicies.Silence);
        api.MapGet("/silence/{id}", GetSilence).RequireAuthorization(AccessPolicies.Read);
        api.MapDelete("/silence/{id}", DeleteSilence).RequireAuthorization(AccessPolicies.Silence);
        api.MapGet("/receivers", GetReceivers).RequireAuthorization(AccessPolicies.Read);
        api.MapGet("/status", GetStatus).RequireAuthorization(AccessPolicies.Read);
        app.MapMethods("/-/healthy", ["GET", "HEAD"], static () => Results.Text("OK")).ExcludeFromDescription();
        app.MapMethods("/-/ready", ["GET", "HEAD"], Ready).ExcludeFromDescription();
        app.MapPost("/-/reload", static () => Results.Text("Nothing to reload: a change of the routing is in force at once.")).RequireAuthorization(AccessPolicies.Operate).ExcludeFromDescription();
    }

    private static async Task<IResult> GetAlerts(HttpRequest request, AlertmanagerQueries queries) =>
        AlertmanagerFilter.Read(request.Query, out var error) is { } filter ? Json(await queries.AlertsAsync(filter)) : Refuse(error);

    private static async Task<IResult> GetGroups(HttpRequest request, AlertmanagerQueries queries) =>
        AlertmanagerFilter.Read(request.Query, out var error) is { } filter ? Json(await queries.GroupsAsync(filter)) : Refuse(error);

    private static async Task<IResult> PostAlerts(HttpRequest request, AlertIntake intake)
    {
        var (posted, error) = await ReadAsync<List<PostableAlert?>>(request, "an array of alerts");
        if (posted is null) return Refuse(error);
        if (posted.Count > AlertmanagerAlerts.MaxAlerts) return Refuse($"The body is {posted.Count} alerts; expected at most {AlertmanagerAlerts.MaxAlerts} in a request.");
        var (alerts, faults) = AlertmanagerAlerts.Read(posted);
        if (alerts.Count > 0) await intake.PutAsync(alerts);
        return faults.Count == 0 ? Results.Ok() : Refuse(string.Join(' ', faults) + (alerts.Count > 0 ? $" The other {alerts.Count} were taken." : ""));
    }

    private static async Task<IResult> GetSilences(HttpRequest request, ISilenceService silences) => AlertmanagerFilter.Read(request.Query, out var error) is { } filter
        ? Json((await silences.List(null)).Select(AlertmanagerQueries.ToSilence).Where(filter.Accepts))
        : Refuse(error);

    private static async Task<IResult> GetSilence(string id, ISilenceService silences) =>
        await silences.Get(id) is { } status ? Json(AlertmanagerQueries.ToSilence(status)) : Refuse($"There is no silence '{id}'.", StatusCodes.Status404NotFound);

    private static async Task<IResult> PostSilence(HttpRequest request, ClaimsPrincipal caller, ISilenceService silences)
    {
        var (posted, error) = await ReadAsync<PostableSilence>(request, "a silence");
        if (posted is null) return Refuse(error);
        if (!AlertmanagerJson.TryReadTime(posted.StartsAt, out var startsAt)) return Refuse($"startsAt is '{posted.StartsAt}'; expected {AlertmanagerJson.ExpectedTime}.");
        if (!AlertmanagerJson.TryReadEnd(posted.EndsAt, out var endsAt)) return Refuse($"endsAt is '{posted.EndsAt}'; expected {AlertmanagerJson.ExpectedTime}.");
        var matchers = new List<string>();
        foreach (var matcher in posted.Matchers ?? [])
        {
            if (matcher is null) return Refuse("matchers has null; expected a matcher with a name and a value.");
            var op = matcher.IsRegex ? matcher.IsEqual == false ? MatcherOperator.DoesNotMatch : MatcherOperator.Matches : matcher.IsEqual == false ? MatcherOperator.NotEqual : MatcherOperator.Equal;
            if (string.IsNullOrEmpty(matcher.Name)) return Refuse("matchers has one without a name; expected the name of a label.");
            if (Matcher.Create(matcher.Name, op, matcher.Value ?? "", out var fault) is not { } made) return Refuse($"matchers is {fault}.");
            matchers.Add(made.ToString());
        }
        var id = string.IsNullOrEmpty(posted.Id) ? null : posted.Id;
        // Alertmanager knows neither kinds nor schedules: one that recurs keeps its own when it is changed here, for without it would hold all day.
        var known = id is null ? null : (await silences.Get(id))?.Silence;
        var outcome = await silences.Put(new(id, known?.Kind ?? Silence.Plain, matchers, startsAt ?? 0, endsAt ?? 0, known?.Schedule, posted.Comment ?? ""), CreatorOf(caller, posted.CreatedBy));
        return outcome.IsDone ? Json(new { silenceID = outcome.Value!.Id }) : Refuse(outcome.Detail ?? "", StatusOf(outcome.Kind));
    }

    private static async Task<IResult> DeleteSilence(string id, ClaimsPrincipal caller, ISilenceService silences)
    {
        var outcome = await silences.Expire(id, caller.Who());
        return outcome.IsDone ? Results.Ok() : Refuse(outcome.Detail ?? "", StatusOf(outcome.Kind));
    }

    private static async Task<IResult> GetReceivers(IAlertRoutingService routing) => Json(((await routing.Get()).Config.Receivers ?? []).Select(static r => new AlertmanagerName(r.Name)));

    private static async Task<IResult> GetStatus(IAlertRoutingService routing) => Json(new
    {
        cluster = new { status = "disabled", peers = Array.Empty<object>() },
        config = new { original = AlertingYamlWriter.Write((await routing.Get()).Config, withExtensions: false) },
        uptime = AlertmanagerJson.Time(Started.ToUnixTimeMilliseconds()),
        versionInfo = new { branch = "", buildDate = "", buildUser = "", goVersion = Environment.Version.ToString(), revision = "EventFlow", version = Version },
    });

    private static async Task<IResult> Ready(RoutingBook routing)
    {
        await routing.EnsureAsync();
        return Results.Text("OK");
    }

    // Who a user is, is known. A key may speak for several people: whom it names stands beside it.
    private static string CreatorOf(ClaimsPrincipal caller, string? named)
    {
        var who = caller.Who();
        if (string.IsNullOrWhiteSpace(named) || named == who || caller.HasRole(Roles.Viewer)) return who;
        return $"{(named.Length > 100 ? named[..100] : named)} (key {who})";
    }

    private static async Task<(T? Value, string Error)> ReadAsync<T>(HttpRequest request, string expected)
        where T : class
    {
        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(request.Body, AlertmanagerJson.Options, request.HttpContext.RequestAborted);
            return value is null ? (null, $"The body is null; expected {expected}.") : (value, "");
        }
        catch (JsonException fault)
        {
            var place = fault.Path is { Length: > 1 } path ? $" at {path}" : fault.LineNumber is { } line ? $" in line {line + 1}" : "";
            return (null, $"The body is not valid JSON{place} (in UTF-8), or of another form; expected {expected} as in Alertmanager's API v2.");
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in a text.
            return (null, $"The body holds text that is not valid Unicode; expected {expected} as in Alertmanager's API v2.");
        }
    }

    private static int StatusOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.NotFound => StatusCodes.Status404NotFound,
        OutcomeKind.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };

    private static IResult Json<T>(T value) => Results.Json(value, AlertmanagerJson.Options);

    private static IResult Refuse(string error, int status = StatusCodes.Status400BadRequest) => Results.Json(error, AlertmanagerJson.Options, statusCode: status);
}
