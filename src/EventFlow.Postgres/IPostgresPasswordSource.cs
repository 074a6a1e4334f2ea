namespace EventFlow.Postgres;

/// <summary>Gives passwords that change, such as the access tokens of a managed identity. Where one is registered, it is asked in place of a password in the connection string.</summary>
public interface IPostgresPasswordSource
{
    /// <summary>How long a password is used before another is asked for.</summary>
    TimeSpan UsedFor { get; }

    /// <summary>The password for connections that are opened from now on.</summary>
    ValueTask<string> GetAsync(CancellationToken cancellationToken);
}
