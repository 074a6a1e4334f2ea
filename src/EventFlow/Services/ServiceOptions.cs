using System.ComponentModel.DataAnnotations;

namespace EventFlow.Services;

/// <summary>Settings of services, <c>EventFlow:Services</c>.</summary>
public sealed class ServiceOptions
{
    /// <summary>Silence, by arrival, after which a live service is shown as silent, in seconds, 5 to 86,400. Default 60.</summary>
    [Range(5, 86_400)]
    public int SilentAfterSeconds { get; set; } = 60;

    /// <summary>Distance between event time and arrival up to which data counts as live, in seconds, 1 to 86,400. Default 120.</summary>
    [Range(1, 86_400)]
    public int LiveWithinSeconds { get; set; } = 120;

    /// <summary>Age, in event time, beyond which a latest value no longer stands for the service, in seconds, 10 to 86,400. Default 300.</summary>
    [Range(10, 86_400)]
    public int FreshWithinSeconds { get; set; } = 300;

    /// <summary>Services there may be, 1 to 1,000,000. Default 10,000; events of further ones are rejected.</summary>
    [Range(1, 1_000_000)]
    public int MaxServices { get; set; } = 10_000;

    /// <summary>Series listed per service at most, 1 to 10,000,000. Default 10,000.</summary>
    [Range(1, 10_000_000)]
    public int SeriesPerService { get; set; } = 10_000;

    /// <summary>Log patterns kept per service, 10 to 500. Default 200; beyond, the one that was not seen for longest is forgotten.</summary>
    [Range(10, 500)]
    public int LogPatternsPerService { get; set; } = 200;

    /// <summary>Grain calls at once when all services are asked, 1 to 1,000. Default 32.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 32;

    /// <summary>Stored events one question may read before it answers with what it has, 1,000 to 100,000,000. Default 2,000,000.</summary>
    [Range(1000, 100_000_000)]
    public int EventsPerQuery { get; set; } = 2_000_000;
}
