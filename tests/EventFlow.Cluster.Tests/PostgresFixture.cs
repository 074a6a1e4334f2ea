using EventFlow.Cluster.Tests;
using EventFlow.Postgres;
using EventFlow.TestKit;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace EventFlow.Cluster.Tests;

/// <summary>One PostgreSQL for all tests of the project; each asks for a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    /// <summary>The server; the test is skipped where there is none.</summary>
    public PostgresServer Server
    {
        get
        {
            Assert.SkipWhen(_server is null, Counterparts.Missing("PostgreSQL"));
            return _server;
        }
    }

    public async ValueTask InitializeAsync()
    {
        // Nothing here kills the database, so it need not wait for a disk.
        if (Counterparts.Postgres is not null) _server = await PostgresServer.StartAsync("fsync=off", "synchronous_commit=off", "full_page_writes=off");
    }

    /// <summary>A new database with the schema, and a pool of its own.</summary>
    public async Task<NpgsqlDataSource> CreateAsync()
    {
        var source = PostgresExtensions.CreateDataSource(new PostgresOptions { ConnectionString = await Server.CreateDatabaseAsync() });
        await PostgresSchema.ApplyAsync(source);
        return source;
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;
}
