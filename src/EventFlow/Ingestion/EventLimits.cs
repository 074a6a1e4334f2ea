namespace EventFlow.Ingestion;

/// <summary>How large the parts of an event may be. Lengths are UTF-16 code units.</summary>
public static class EventLimits
{
    /// <summary>Characters of a service name, at least 1.</summary>
    public const int ServiceLength = 128;

    /// <summary>Characters of a metric name or an event type, at least 1.</summary>
    public const int NameLength = 200;

    /// <summary>Characters of a unit.</summary>
    public const int UnitLength = 64;

    /// <summary>Labels of a metric.</summary>
    public const int Labels = 64;

    /// <summary>Characters of the name of a label or an attribute, at least 1.</summary>
    public const int LabelNameLength = 128;

    /// <summary>Characters of the value of a label.</summary>
    public const int LabelValueLength = 4 * 1024;

    /// <summary>Characters of a log message, and of the data of a domain event.</summary>
    public const int TextLength = 256 * 1024;

    /// <summary>Characters of an id: of an event, a producer or a trace.</summary>
    public const int IdLength = 200;

    /// <summary>Attributes of an event.</summary>
    public const int Attributes = 128;

    /// <summary>Characters of all attribute names and values of an event together.</summary>
    public const int AttributesLength = 64 * 1024;
}
