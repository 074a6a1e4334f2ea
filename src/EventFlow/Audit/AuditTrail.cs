using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace EventFlow.Audit;

/// <summary>
/// Takes down who changed what: in the log at once, and stored before whoever made the change has the answer. That it cannot be stored does not undo the change, so the log then holds all of it. Thread safe.
/// </summary>
public sealed partial class AuditTrail(IGrainFactory grains, IAuditCallers callers, TimeProvider time, ILogger<AuditTrail> logger) : IAuditService
{
    private const int LongestDetail = 2_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Takes down that something was done; <paramref name="value"/> is what it is from now on, without secrets.</summary>
    public ValueTask DoneAsync(string who, string action, string target, object? value) => AddAsync(who, action, target, "done", value is null ? "" : JsonSerializer.Serialize(value, Json));

    /// <summary>Takes down that something broke off, and may have been done or not.</summary>
    public ValueTask FailedAsync(string who, string action, string target, Exception error) => AddAsync(who, action, target, "failed", error.Message);

    /// <inheritdoc/>
    public ValueTask<Page<AuditEntry>> List(AuditQuery query) => grains.GetGrain<IAuditGrain>(Tenants.Default).List(query);

    private async ValueTask AddAsync(string who, string action, string target, string result, string detail)
    {
        var (by, via, correlation) = callers.Describe(who);
        detail = detail.Length <= LongestDetail ? detail : detail[..LongestDetail] + "…";
        LogChange(who, by, via, action, target, result, correlation);
        try
        {
            await grains.GetGrain<IAuditGrain>(Tenants.Default).Add(new(0, time.GetUtcNow().ToUnixTimeMilliseconds(), who, by, via, action, target, result, detail, correlation));
        }
        catch (Exception error)
        {
            LogNotKept(error, who, by, via, action, target, result, detail, correlation);
        }
    }

    [LoggerMessage(9500, LogLevel.Information, "{Who} ({By}, {Via}): {Action} of {Target} {Result} (request {Request})")]
    private partial void LogChange(string who, string by, string via, string action, string target, string result, string request);

    [LoggerMessage(9501, LogLevel.Error, "The audit log could not take down a change; this is all of it: {Who} ({By}, {Via}): {Action} of {Target} {Result}: {Detail} (request {Request})")]
    private partial void LogNotKept(Exception error, string who, string by, string via, string action, string target, string result, string detail, string request);
}
