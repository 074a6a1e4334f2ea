using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace EventFlow.Silo;

/// <summary>Turns what an endpoint throws into a problem document. What the caller did wrong is explained; what we did wrong is logged, and shown as no more than a number to ask for.</summary>
internal sealed partial class ApiExceptionHandler(IProblemDetailsService problems, ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        if (exception is BadHttpRequestException && context.Request.Path.StartsWithSegments("/account"))
        {
            // A form that has lain open too long: its reader is a person, who gets a fresh one.
            context.Response.Redirect("/login?error=expired");
            return true;
        }

        var problem = Describe(exception);
        if (problem.Status >= StatusCodes.Status500InternalServerError)
            LogFailed(logger, exception, context.Request.Method, RouteNames.Of(context));
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = RetryAfterSeconds;
        context.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new() { HttpContext = context, ProblemDetails = problem }) || await WriteAnyway(context, problem, cancellationToken);
    }

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } bad => BadJson(bad.StatusCode, json),
        BadHttpRequestException bad when bad.Message.StartsWith("Implicit body", StringComparison.Ordinal) => WithoutBody(bad.StatusCode),
        BadHttpRequestException bad => new() { Status = bad.StatusCode, Title = "The request cannot be read.", Detail = bad.Message },
        StorageUnavailableException or OrleansMessageRejectionException => new()
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Title = "The platform cannot do this at the moment.",
            Detail = exception is StorageUnavailableException ? exception.Message : "The part of it that is asked for is moving to another process; try again in a few seconds.",
        },
        TimeoutException => new()
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Title = "The answer took too long.",
            Detail = "A part of the platform did not answer in time; try again in a few seconds.",
        },
        _ => new() { Status = StatusCodes.Status500InternalServerError, Title = "Something went wrong here.", Detail = "The log tells more, under the correlation id of this answer." },
    };

    // Empty, or null. What the framework says of it is meant for who wrote the endpoint.
    private static ProblemDetails WithoutBody(int status)
    {
        var fault = new Fault("body", "missing, or null", "a JSON object");
        return new() { Status = status, Title = "The body cannot be read.", Detail = fault.ToString(), Extensions = ApiProblems.ErrorsOf([fault]) };
    }

    private static ProblemDetails BadJson(int status, JsonException json)
    {
        var place = $"line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}";
        var type = ConvertedTo().Match(json.Message);
        var fault = json is TimeJsonException time ? new(FieldOf(json.Path), time.Found, ApiTime.Expected)
            : IsNoUnicode(json) ? new(FieldOf(json.Path), $"text that is not valid Unicode at {place}", "text in UTF-8, without halves of surrogate pairs")
            : type.Success ? new Fault(FieldOf(json.Path), $"a value of another kind at {place}", NameOf(type.Groups[1].Value))
            : new Fault(json.InnerException is JsonException ? "body" : FieldOf(json.Path), $"{json.Message.Split(" Path:")[0].TrimEnd('.')} at {place}", "well-formed JSON");
        return new() { Status = status, Title = "The body cannot be read.", Detail = fault.ToString(), Extensions = ApiProblems.ErrorsOf([fault]) };
    }

    // What the reader of JSON says of bytes that are no UTF-8, and of an escaped half of a surrogate pair.
    private static bool IsNoUnicode(JsonException json) => json.InnerException is InvalidOperationException { Message: var text } && text.Contains("UTF-16", StringComparison.Ordinal);

    private static string FieldOf(string? path) => path is null or "$" ? "body" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

    // Names of the language are not names of the API.
    private static string NameOf(string type) => type switch
    {
        _ when type.Contains("String", StringComparison.Ordinal) => "text",
        _ when type.Contains("Boolean", StringComparison.Ordinal) => "true or false",
        _ when type.Contains("Int", StringComparison.Ordinal) => "a whole number",
        _ when type.Contains("Double", StringComparison.Ordinal) => "a number",
        _ when type.Contains("TimeSpan", StringComparison.Ordinal) => "a duration such as \"00:05:00\"",
        _ when type.Contains("List", StringComparison.Ordinal) || type.EndsWith("[]", StringComparison.Ordinal) => "an array",
        _ => "an object",
    };

    // A client that accepts only other types still gets the document: it is the one form our errors have.
    private static async Task<bool> WriteAnyway(HttpContext context, ProblemDetails problem, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsJsonAsync(problem, JsonSerializerOptions.Web, "application/problem+json", cancellationToken);
        return true;
    }

    [GeneratedRegex(@"could not be converted to ([\w.\[\]`]+)")]
    private static partial Regex ConvertedTo();

    [LoggerMessage(6201, LogLevel.Error, "{Method} {Endpoint} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string method, string endpoint);
}
