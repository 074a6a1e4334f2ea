using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Checks <see cref="CorsSettings"/> when the silo starts.</summary>
internal sealed class CorsSettingsValidator : IValidateOptions<CorsSettings>
{
    public ValidateOptionsResult Validate(string? name, CorsSettings options)
    {
        var faults = new SettingsFaults();
        for (var i = 0; i < options.Origins.Count; i++)
            if (!IsOrigin(options.Origins[i])) faults.Add($"EventFlow:Cors:Origins:{i} is '{options.Origins[i]}'; expected scheme and host, for example https://ops.example.org.");
        return faults.ToResult();
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && text == uri.GetLeftPart(UriPartial.Authority);
}
