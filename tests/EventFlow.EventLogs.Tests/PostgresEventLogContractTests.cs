namespace EventFlow.EventLogs.Tests;

/// <summary>The log in PostgreSQL.</summary>
public sealed class PostgresEventLogContractTests(PostgresFixture postgres) : EventLogContract
{
    private string? _database;

    protected override bool AreProcessesSeveral => true;

    protected override async Task<OpenLog> OpenAsync()
    {
        _database ??= await postgres.CreateDatabaseAsync();
        return (await PostgresFixture.OpenAsync(_database)).Open;
    }
}
