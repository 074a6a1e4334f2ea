using Azure.Core;
using EventFlow.Postgres;

namespace EventFlow.Azure;

/// <summary>
/// Passwords for Azure Database for PostgreSQL: access tokens of an identity, which the server takes in place of one (Microsoft Entra authentication). Thread safe; the
/// credential keeps a token until shortly before it expires.
/// </summary>
public sealed class AzurePasswordSource(TokenCredential credential) : IPostgresPasswordSource
{
    // The resource that all Azure databases for open-source engines share.
    private static readonly TokenRequestContext Request = new(["https://ossrdbms-aad.database.windows.net/.default"]);

    /// <summary>Tokens live for an hour at least; connections that are open stay open when theirs expires.</summary>
    public TimeSpan UsedFor { get; } = TimeSpan.FromMinutes(20);

    /// <inheritdoc/>
    /// <exception cref="global::Azure.Identity.AuthenticationFailedException">The identity is not known here, or its endpoint does not answer.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken) => (await credential.GetTokenAsync(Request, cancellationToken)).Token;
}
