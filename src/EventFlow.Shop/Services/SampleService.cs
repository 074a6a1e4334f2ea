namespace EventFlow.Shop.Services;

/// <summary>One of the simulated services: its size, its habits, what it says on a normal day.</summary>
internal abstract record SampleService
{
    /// <summary>All four, in the order a customer meets them.</summary>
    public static IReadOnlyList<SampleService> All { get; } = [new AuthService(), new OrdersService(), new PaymentsService(), new NotificationService()];

    public abstract string Name { get; }

    /// <summary>Requests per second at average traffic.</summary>
    public abstract double RequestsPerSecond { get; }

    /// <summary>Requests per second at which the queue would grow without end.</summary>
    public abstract double Capacity { get; }

    /// <summary>Milliseconds a request takes when nothing else is to do.</summary>
    public abstract double ServiceTimeMs { get; }

    /// <summary>CPU at rest, percent.</summary>
    public abstract double IdleCpu { get; }

    /// <summary>CPU added by full load, percent.</summary>
    public abstract double LoadCpu { get; }

    /// <summary>Memory in the middle of the collector's saw, percent.</summary>
    public abstract double Memory { get; }

    /// <summary>Seconds between two collections.</summary>
    public abstract double CollectionSeconds { get; }

    /// <summary>Disk in the middle of its slow swing, percent.</summary>
    public abstract double Disk { get; }

    /// <summary>What the service counts for the business.</summary>
    public abstract string BusinessMetric { get; }

    /// <summary>Business events per request.</summary>
    public abstract double BusinessPerRequest { get; }

    /// <summary>How long after the start of a customer's journey this service has its turn.</summary>
    public abstract TimeSpan Turn { get; }

    /// <summary>What it says while all is well: information about journeys.</summary>
    public abstract IReadOnlyList<LogTemplate> Chatter { get; }

    /// <summary>Small troubles of every day: warnings, and about one error a minute.</summary>
    public abstract IReadOnlyList<LogTemplate> Mishaps { get; }

    public override string ToString() => Name;
}
