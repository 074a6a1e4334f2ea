using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EventFlow.Silo;

/// <summary>Counts and times the requests this silo answers.</summary>
internal sealed class HttpInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EventFlow.Http";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _active;
    private readonly ServiceInstruments _services;
    private readonly TimeProvider _time;

    public HttpInstruments(IMeterFactory meters, ServiceInstruments services, TimeProvider time)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("http.requests", "{request}", "HTTP requests answered.");
        _duration = meter.CreateHistogram<double>("http.request.duration", "s", "Time to answer an HTTP request.");
        _active = meter.CreateUpDownCounter<long>("http.requests.active", "{request}", "HTTP requests in work.");
        _services = services;
        _time = time;
    }

    /// <summary>Measures one request. Live connections are left out of the times: they last as long as somebody watches.</summary>
    public async Task Measure(HttpContext context, RequestDelegate next)
    {
        var started = _time.GetTimestamp();
        _active.Add(1);
        try { await next(context); }
        finally
        {
            _active.Add(-1);
            Record(context, _time.GetElapsedTime(started));
        }
    }

    private void Record(HttpContext context, TimeSpan elapsed)
    {
        var (method, endpoint, status) = (RouteNames.MethodOf(context), RouteNames.Of(context), context.Response.StatusCode);
        _requests.Add(1, new TagList { { "method", method }, { "endpoint", endpoint }, { "status", StatusText(status) } });
        RouteNames.NameSpan(context, method, endpoint);
        if (LivePaths.Contains(context.Request.Path) || context.Request.Path.StartsWithSegments("/_blazor")) return;
        _duration.Record(elapsed.TotalSeconds, new TagList { { "method", method }, { "endpoint", endpoint } });
        _services.RecordOwnRequest(elapsed, isError: status >= StatusCodes.Status500InternalServerError);
    }

    // No text is made for the statuses that occur all the time.
    private static string StatusText(int status) => status switch
    {
        200 => "200",
        202 => "202",
        304 => "304",
        401 => "401",
        404 => "404",
        _ => status.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
