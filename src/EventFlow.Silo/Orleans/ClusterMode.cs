namespace EventFlow.Silo;

/// <summary>Where silos find each other and keep what grains know. Zero is the default.</summary>
internal enum ClusterMode
{
    /// <summary>One silo on this machine; what grains know is in memory and lost with the process. For development.</summary>
    Localhost = 0,

    /// <summary>Any number of silos, joined by a PostgreSQL database that keeps membership, grain state and reminders.</summary>
    Postgres = 1,
}
