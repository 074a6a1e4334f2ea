using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace EventFlow.Postgres;

/// <summary>A failure of the database in one line: what it is, and the remedy. Neither host nor user nor password are in it. </summary>
public readonly record struct PostgresFault(PostgresFaultKind Kind, string Text)
{
    private const string ApplySchema = "run 'eventflow database apply'";

    /// <summary>Explains an exception.</summary>
    public static PostgresFault Of(Exception error) => error switch
    {
        PostgresException server => OfServer(server),
        NpgsqlException { InnerException: PostgresException server } => OfServer(server),
        _ when Find<AuthenticationException>(error) is { } tls => new(
            PostgresFaultKind.Refused, $"PostgreSQL's certificate is not accepted ({Line(tls.InnerException?.Message ?? tls.Message)}); renew it, or name its issuer by 'Root Certificate' in the connection string"),
        _ when Find<SocketException>(error) is { } socket => OfSocket(socket),
        _ when Find<TimeoutException>(error) is not null => new(PostgresFaultKind.Away, "PostgreSQL does not answer in time; see whether it is overloaded, or the network between drops packets"),
        NpgsqlException npgsql => new(PostgresFaultKind.Away, $"the connection to PostgreSQL broke ({Line(npgsql.Message)}); see whether it restarts"),
        _ => new(PostgresFaultKind.Away, $"PostgreSQL could not be used ({error.GetType().Name}: {Line(error.Message)})"),
    };

    private static PostgresFault OfSocket(SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => new(PostgresFaultKind.Away, "nobody listens where the connection string says PostgreSQL is; start it, or correct Host and Port"),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new(PostgresFaultKind.Away, "the Host of the connection string is not known; correct it, or the name service"),
        _ => new(PostgresFaultKind.Away, $"PostgreSQL cannot be reached ({socket.SocketErrorCode}); see the network between"),
    };

    private static PostgresFault OfServer(PostgresException server) => server.SqlState switch
    {
        "28P01" or "28000" => new(PostgresFaultKind.Refused, "PostgreSQL refuses user and password; correct Username and Password of the connection string, or pg_hba.conf"),
        "3D000" => new(PostgresFaultKind.Refused, "the Database of the connection string does not exist; create it, then " + ApplySchema),
        "42P01" or "42883" or "42703" or "3F000" => new(PostgresFaultKind.Refused, $"the database lacks EventFlow's schema ({Line(server.MessageText)}); {ApplySchema}"),
        "42501" => new(PostgresFaultKind.Refused, $"the user may not do this in the database ({Line(server.MessageText)}); grant it, or use the owner of the schema"),
        "53100" => new(PostgresFaultKind.DiskFull, "the disk of PostgreSQL is full; free some, or shorten EventFlow:Postgres:EventLog:Retention"),
        "25006" => new(PostgresFaultKind.Away, "PostgreSQL is a standby and takes no writes; name the primary, or add 'Target Session Attributes=primary'"),
        "53300" => new(PostgresFaultKind.Busy, "PostgreSQL has no connection left; raise max_connections, or lower 'Maximum Pool Size'"),
        "23514" => new(PostgresFaultKind.NoDay, "the table of the day is missing"),
        "40001" or "40P01" or "55P03" => new(PostgresFaultKind.Busy, "others work on the same rows"),
        _ when server.SqlState.StartsWith("57", StringComparison.Ordinal) || server.SqlState.StartsWith("08", StringComparison.Ordinal) || server.SqlState.StartsWith("58", StringComparison.Ordinal) =>
            new(PostgresFaultKind.Away, $"PostgreSQL stops or starts ({Line(server.MessageText)}); see whether it restarts"),
        _ when server.SqlState.StartsWith("53", StringComparison.Ordinal) => new(PostgresFaultKind.Busy, $"PostgreSQL lacks resources ({Line(server.MessageText)})"),
        _ when server.SqlState.StartsWith("22", StringComparison.Ordinal) || server.SqlState.StartsWith("54", StringComparison.Ordinal) =>
            new(PostgresFaultKind.Value, $"PostgreSQL does not take the value ({server.SqlState}: {Line(server.MessageText)})"),
        _ => new(PostgresFaultKind.Refused, $"PostgreSQL refuses with {server.SqlState} ({Line(server.MessageText)})"),
    };

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static string Line(string text) => text.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
