namespace EventFlow.Silo;

/// <summary>Where silos find each other and keep what grains know. Zero is the default.</summary>
internal enum ClusterMode
{
    /// <summary>One silo on this machine, without a database; what grains know lies in its data directory.</summary>
    Localhost = 0,

    /// <summary>Any number of silos, joined by a PostgreSQL database that keeps membership, grain state and reminders.</summary>
    Postgres = 1,
}
