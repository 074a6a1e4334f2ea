using System.Text;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Checks <see cref="AuthOptions"/> when the silo starts.</summary>
internal sealed class AuthOptionsValidator(IHostEnvironment environment) : IValidateOptions<AuthOptions>
{
    private const int MinSecretBytes = 32;
    private const int MinKeyLength = 24;

    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var faults = new SettingsFaults();
        if (options.JwtSecret is null && !environment.IsDevelopment())
            faults.Add("JWT_SECRET is missing; expected 32 bytes or more, for example what `openssl rand -base64 48` prints.");
        CheckSecret(faults, "JWT_SECRET", options.JwtSecret);
        CheckSecret(faults, "JWT_SECRET_PREVIOUS", options.PreviousJwtSecret);
        faults.RequireRange("EventFlow:Auth:TokenHours", options.TokenHours, 1, 720);
        faults.RequireRange("EventFlow:Auth:RefreshDays", options.RefreshDays, 1, 365);
        faults.RequireRange("EventFlow:Auth:SessionHours", options.SessionHours, 1, 720);
        faults.RequireRange("EventFlow:Auth:LoginAttempts", options.LoginAttempts, 1, 1_000);
        faults.RequireRange("EventFlow:Auth:LoginAttemptsPerAddress", options.LoginAttemptsPerAddress, 1, 100_000);
        faults.RequireRange("EventFlow:Auth:LoginWindowSeconds", options.LoginWindowSeconds, 1, 86_400);
        for (var i = 0; i < options.Users.Count; i++) CheckUser(faults, $"EventFlow:Auth:Users:{i}", options.Users[i]);
        for (var i = 0; i < options.ApiKeys.Count; i++) CheckKey(faults, $"EventFlow:Auth:ApiKeys:{i}", options.ApiKeys[i]);
        return faults.ToResult();
    }

    // The secret itself is never shown.
    private static void CheckSecret(SettingsFaults faults, string key, string? secret)
    {
        if (secret is not null && Encoding.UTF8.GetByteCount(secret) is var bytes and < MinSecretBytes)
            faults.Add($"{key} has {bytes} bytes; expected 32 or more, for example what `openssl rand -base64 48` prints.");
    }

    private static void CheckKey(SettingsFaults faults, string key, ApiKeyOptions apiKey)
    {
        faults.RequireName($"{key}:Name", apiKey.Name);
        if (apiKey.Key.Length < MinKeyLength)
            faults.Add($"{key}:Key has {apiKey.Key.Length} characters; expected {MinKeyLength} or more, for example what `openssl rand -hex 24` prints.");
        foreach (var scope in apiKey.Scopes.Where(static s => !Scopes.All.Contains(s)))
            faults.Add($"{key}:Scopes has '{scope}'; expected {string.Join(", ", Scopes.All)}.");
    }

    private static void CheckUser(SettingsFaults faults, string key, UserOptions user)
    {
        faults.RequireName($"{key}:Name", user.Name);
        faults.RequirePassword($"{key}:Password", user.Password);
        if (!Roles.All.Contains(user.Role)) faults.Add($"{key}:Role is '{user.Role}'; expected {string.Join(", ", Roles.All)}.");
    }
}
