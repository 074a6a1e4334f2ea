using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>
/// Issues refresh tokens and exchanges them, each good once. A token is <c>user.session.secret</c>, the user's id in base64url, so that it leads to
/// the grain that knows its hash. That grain belongs to one environment, so that a session of Development, whose passwords are known, is none in Production
/// on the same folder.
/// </summary>
internal sealed partial class RefreshTokens(
    IGrainFactory grains, IUserDirectory users, IHostEnvironment environment, IOptions<AuthOptions> options, TimeProvider time, ILogger<RefreshTokens> logger)
{
    private const int MaxLength = 512;

    private long ExpiresAt => time.GetUtcNow().AddDays(options.Value.RefreshDays).ToUnixTimeMilliseconds();

    /// <summary>Begins a session of a user.</summary>
    public async Task<string> Open(UserAccount user)
    {
        var (session, secret) = (Secrets.NewId(), Secrets.NewSecret());
        await SessionsOf(user.Id).Open(new(session, Secrets.Hash(secret), ExpiresAt));
        return Format(user.Id, session, secret);
    }

    /// <summary>Exchanges a token for the next; null when it is not good. The user is looked up anew, so a changed role takes effect.</summary>
    public async Task<(UserAccount User, string Token)?> Exchange(string token)
    {
        if (!TryParse(token, out var userId, out var session, out var secret) || users.Find(userId) is not { } user) return null;
        var next = Secrets.NewSecret();
        var result = await SessionsOf(userId).Rotate(session, Secrets.Hash(secret), Secrets.Hash(next), ExpiresAt);
        if (result == SessionRotation.Reused) LogReused(logger, userId);
        return result == SessionRotation.Rotated ? (user, Format(userId, session, next)) : null;
    }

    /// <summary>Ends the session of a token; one that is not good ends nothing.</summary>
    public async Task Close(string token)
    {
        if (await Exchange(token) is not { } exchanged || !TryParse(exchanged.Token, out var userId, out var session, out _)) return;
        await SessionsOf(userId).Close(session);
    }

    private IUserSessionsGrain SessionsOf(string userId) => grains.GetGrain<IUserSessionsGrain>($"{environment.EnvironmentName}/{userId}");

    private static string Format(string userId, string session, string secret) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(userId))}.{session}.{secret}";

    private static bool TryParse(string token, out string userId, out string session, out string secret)
    {
        userId = session = secret = "";
        var parts = token.Length <= MaxLength ? token.Split('.') : [];
        if (parts.Length != 3 || !Base64Url.IsValid(parts[0])) return false;
        (userId, session, secret) = (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])), parts[1], parts[2]);
        return userId.Length > 0;
    }

    [LoggerMessage(6101, LogLevel.Warning, "A refresh token of {UserId} was used twice; its session is ended. Somebody may have copied it.")]
    private static partial void LogReused(ILogger logger, string userId);
}
