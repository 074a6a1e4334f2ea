using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Logs to the console: for people in development, as JSON elsewhere, unless the settings say which.</summary>
internal static class LoggingExtensions
{
    public const string FormatKey = "EventFlow:Logging:Format";
    private const string Text = "text";
    private const string Json = "json";

    public static readonly IReadOnlyList<string> Formats = [Text, Json];

    public static ILoggingBuilder AddConsoleLogs(this ILoggingBuilder logging, IConfiguration configuration, IHostEnvironment environment)
    {
        logging.Services.AddSingleton<IValidateOptions<LogSettings>, LogSettingsValidator>();
        logging.Services.AddOptions<LogSettings>().BindConfiguration("EventFlow:Logging").ValidateOnStart();
        logging.ClearProviders();
        logging.Configure(static o => o.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        // Read as text: the log has to work before the settings are checked.
        var format = configuration[FormatKey] ?? (environment.IsDevelopment() ? Text : Json);
        if (string.Equals(format, Text, StringComparison.OrdinalIgnoreCase))
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
