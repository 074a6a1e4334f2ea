using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Checks <see cref="LogSettings"/> when the silo starts.</summary>
internal sealed class LogSettingsValidator : IValidateOptions<LogSettings>
{
    public ValidateOptionsResult Validate(string? name, LogSettings options)
    {
        var faults = new SettingsFaults();
        if (options.Format is { } format && !LoggingExtensions.Formats.Contains(format, StringComparer.OrdinalIgnoreCase))
            faults.Add($"{LoggingExtensions.FormatKey} is '{format}'; expected {string.Join(" or ", LoggingExtensions.Formats)}.");
        return faults.ToResult();
    }
}
