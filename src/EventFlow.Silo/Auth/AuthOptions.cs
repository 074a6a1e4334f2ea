namespace EventFlow.Silo;

/// <summary>Settings of sign-in and tokens (<c>EventFlow:Auth</c>).</summary>
public sealed class AuthOptions
{
    /// <summary>Secret that signs tokens, 32 bytes or more as UTF-8. <c>JWT_SECRET</c> in the environment comes first. Required outside development.</summary>
    public string? JwtSecret { get; set; }

    /// <summary>The secret before the last change; tokens signed with it stay valid until they expire. <c>JWT_SECRET_PREVIOUS</c> comes first. Default none.</summary>
    public string? PreviousJwtSecret { get; set; }

    /// <summary>Hours a token is valid, 1 to 720. Default 24.</summary>
    public int TokenHours { get; set; } = 24;

    /// <summary>Days a refresh token is valid, 1 to 365; each use begins them anew. Default 30.</summary>
    public int RefreshDays { get; set; } = 30;

    /// <summary>Hours a dashboard session lasts without use, 1 to 720. Default 24.</summary>
    public int SessionHours { get; set; } = 24;

    /// <summary>Failed sign-ins allowed for one name from one address within <see cref="LoginWindowSeconds"/>, 1 to 1,000. Default 10.</summary>
    public int LoginAttempts { get; set; } = 10;

    /// <summary>Failed sign-ins allowed from one address, whatever the names, within <see cref="LoginWindowSeconds"/>, 1 to 100,000. Default 100.</summary>
    public int LoginAttemptsPerAddress { get; set; } = 100;

    /// <summary>Seconds after which failed sign-ins are forgotten, 1 to 86,400. Default 60.</summary>
    public int LoginWindowSeconds { get; set; } = 60;

    /// <summary>Users beside the administrator, outside development. Default none.</summary>
    public List<UserOptions> Users { get; set; } = [];

    /// <summary>API keys that are there from the first start on. Default none.</summary>
    public List<ApiKeyOptions> ApiKeys { get; set; } = [];
}
