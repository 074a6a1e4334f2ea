using System.CommandLine;
using EventFlow.Azure;
using EventFlow.Postgres;
using Npgsql;

namespace EventFlow.Cli.Database;

/// <summary>How a command finds its database, and how it tells that it cannot use it.</summary>
internal static class DatabaseOptions
{
    /// <summary>Where the connection string is looked for when the command line has none; a silo reads the same.</summary>
    public const string Variable = "EventFlow__Postgres__ConnectionString";

    /// <summary>Names a managed identity of Azure, whose tokens take the place of a password; a silo reads the same.</summary>
    public const string IdentityVariable = "EventFlow__Azure__ManagedIdentity";

    public static Option<string?> Connection() => new("--connection")
    {
        Description = $"Host=…;Database=…;Username=…;Password=…, as a silo is given it. Default: the environment variable {Variable}.",
    };

    /// <summary>Runs a command on the database; every failure ends in one line that says what to do.</summary>
    public static async Task<int> RunAsync(CommandContext context, string? connection, Func<NpgsqlDataSource, Task<int>> run)
    {
        connection ??= context.Environment(Variable);
        if (string.IsNullOrWhiteSpace(connection))
        {
            context.Complain($"--connection is missing, and the variable {Variable} too; expected Host=…;Database=…;Username=…;Password=….");
            return ExitCodes.Usage;
        }

        try
        {
            var tokens = context.Environment(IdentityVariable) is { Length: > 0 } identity ? new AzurePasswordSource(AzureExtensions.CreateCredential(identity)) : null;
            await using var source = PostgresExtensions.CreateDataSource(new PostgresOptions { ConnectionString = connection }, tokens);
            return await run(source).ConfigureAwait(false);
        }
        catch (ArgumentException error)
        {
            context.Complain($"The connection string cannot be read: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Expected Host=…;Database=…;Username=…;Password=….");
            return ExitCodes.Usage;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            context.Complain($"The database cannot be used: {PostgresFault.Of(error).Text}.");
            return ExitCodes.Failed;
        }
        catch (InvalidOperationException error)
        {
            context.Complain(error.Message);
            return ExitCodes.Failed;
        }
    }
}
