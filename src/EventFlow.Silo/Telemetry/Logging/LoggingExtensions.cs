using Microsoft.Extensions.Logging.Console;

namespace EventFlow.Silo;

/// <summary>Logs to the console: for people in development, as JSON elsewhere.</summary>
internal static class LoggingExtensions
{
    public static ILoggingBuilder AddConsoleLogs(this ILoggingBuilder logging, IHostEnvironment environment)
    {
        logging.ClearProviders();
        logging.Configure(static o => o.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (environment.IsDevelopment())
        {
            return logging.AddSimpleConsole(static o =>
            {
                o.SingleLine = true;
                o.TimestampFormat = "HH:mm:ss ";
            });
        }

        logging.AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        return logging.AddConsole(static o => o.FormatterName = JsonLogFormatter.FormatterName);
    }
}
