using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EventFlow.Postgres;

/// <summary>Registers the connections to PostgreSQL.</summary>
public static class PostgresExtensions
{
    private const int ConnectTimeoutSeconds = 5;
    private const int CommandTimeoutSeconds = 15;
    private const int PreparedStatements = 30;

    // Each is a process of the server; more would only queue there for its processors, and several silos must fit under its max_connections (100 where nobody has set it).
    private const int Connections = 20;
    private const int CancelTimeoutMilliseconds = 500;
    private static readonly TimeSpan AskAgainAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Adds the one <see cref="NpgsqlDataSource"/> that all of EventFlow takes its connections from; settings come from EventFlow:Postgres.</summary>
    public static IServiceCollection AddPostgres(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PostgresOptions, PostgresOptionsValidator>().BindConfiguration(PostgresOptionsValidator.Section);
        services.TryAddSingleton(static provider => CreateDataSource(provider.GetRequiredService<IOptions<PostgresOptions>>().Value, provider.GetService<IPostgresPasswordSource>()));
        return services;
    }

    /// <summary>A data source with what EventFlow expects where the connection string does not say: short timeouts, statements prepared when they repeat.</summary>
    public static NpgsqlDataSource CreateDataSource(PostgresOptions options, IPostgresPasswordSource? passwords = null)
    {
        var given = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        Default(given, "Timeout", ConnectTimeoutSeconds);
        Default(given, "Command Timeout", CommandTimeoutSeconds);
        Default(given, "Cancellation Timeout", CancelTimeoutMilliseconds);
        Default(given, "Maximum Pool Size", Connections);
        Default(given, "Max Auto Prepare", PreparedStatements);
        Default(given, "Auto Prepare Min Usages", 2);
        Default(given, "Application Name", "eventflow");
        var builder = new NpgsqlDataSourceBuilder(given.ConnectionString);
        if (passwords is not null)
        {
            builder.UsePeriodicPasswordProvider((_, cancellationToken) => passwords.GetAsync(cancellationToken), passwords.UsedFor, AskAgainAfterFailure);
        }

        return builder.Build();
    }

    private static void Default(NpgsqlConnectionStringBuilder given, string key, object value)
    {
        if (!given.ShouldSerialize(key))
        {
            given[key] = value;
        }
    }
}
