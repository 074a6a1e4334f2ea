namespace EventFlow.Silo;

/// <summary>How a silo joins its cluster; configuration section <c>EventFlow:Cluster</c>.</summary>
internal sealed class EventFlowClusterOptions
{
    /// <summary>The configuration section these settings are bound from.</summary>
    public const string SectionName = "EventFlow:Cluster";

    /// <summary>Where silos find each other and keep what grains know. Default Localhost.</summary>
    public ClusterMode Mode { get; set; }

    /// <summary>Name of the cluster: silos of one name form one cluster. Up to 100 characters. Default <c>eventflow</c>.</summary>
    public string ClusterId { get; set; } = "eventflow";

    /// <summary>Name that state and reminders are kept under; it outlives a change of the cluster's name. Up to 100 characters. Default <c>eventflow</c>.</summary>
    public string ServiceId { get; set; } = "eventflow";

    /// <summary>Name of this silo for people. Default: the machine's name and the silo port.</summary>
    public string? SiloName { get; set; }

    /// <summary>Port on which other silos reach this one, 1 to 65535. Default 11111.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for Orleans clients outside of the silo, 1 to 65535; 0 opens none, as EventFlow needs none. Default 0.</summary>
    public int GatewayPort { get; set; }

    /// <summary>IP address at which other silos reach this one; <c>auto</c>: that of this machine. Default 127.0.0.1.</summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>Whether to listen on all addresses of the machine and not on the advertised one alone, as in a container whose address is translated. Default false.</summary>
    public bool ListenOnAnyAddress { get; set; }

    /// <summary>How far the clock of this machine may be from the database's, seconds, 1 to 3600; further apart the silo does not start. Default 30.</summary>
    public int MaxClockSkewSeconds { get; set; } = 30;

    /// <summary>How long a silo waits for the answer of another that it looks after, seconds, 1 to 60. One that leaves three in a row unanswered is declared dead. Default 3.</summary>
    public int ProbeSeconds { get; set; } = 3;

    /// <summary>
    /// Whether grains move to silos that have fewer, such as one that has just joined: without it that one gets only what is activated from then on. All silos must agree. Default false: Orleans calls it experimental.
    /// </summary>
    public bool Rebalance { get; set; }

    /// <summary>Reads the settings as far as they can be read; false when one cannot, which the check of the settings tells.</summary>
    public static bool TryRead(IConfiguration configuration, out EventFlowClusterOptions options)
    {
        options = new();
        try
        {
            configuration.GetSection(SectionName).Bind(options);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
