namespace EventFlow.Postgres;

/// <summary>The PostgreSQL that EventFlow uses.</summary>
public sealed class PostgresOptions
{
    /// <summary>
    /// Host, port, database, user, and password or certificate, in the form of Npgsql: <c>Host=db;Port=5432;Database=eventflow;Username=eventflow;Password=…;SSL Mode=VerifyFull</c>. It never
    /// appears in a log or an error. Default: none.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Whether a silo makes or updates the schema before it looks at the database, as <c>eventflow database apply</c> does; for places that start it and nothing before it, such as Container Apps. Default false.
    /// </summary>
    public bool ApplySchema { get; set; }
}
