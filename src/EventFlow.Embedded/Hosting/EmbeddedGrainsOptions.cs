using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow.Embedded.Hosting;

/// <summary>Settings of the embedded grain runtime; configuration section <c>EventFlow:Runtime</c>.</summary>
public sealed class EmbeddedGrainsOptions
{
    /// <summary>The configuration section these settings are bound from.</summary>
    public const string SectionName = "EventFlow:Runtime";

    /// <summary>Folder of grain state and reminders; made when missing. One runtime at a time may use it. Required.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>The assemblies with grain interfaces and classes; nothing else is searched. Required.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>Names that [PersistentState] may give as storage. Default: "Default" alone. All lie in one database, kept apart by name.</summary>
    public ISet<string> StorageNames { get; } = new HashSet<string>(StringComparer.Ordinal) { "Default" };

    /// <summary>How long an activation may lie idle before it is deactivated. From 1 s; default 15 min.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle activations are looked for. From 0.1 s to CollectionAge; default 1 min.</summary>
    public TimeSpan CollectionInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a caller waits for an answer where the method has no [ResponseTimeout]. From 10 ms; default 30 s.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often waiting calls are checked against their deadlines: callers learn of a timeout at most this much late. From 1 ms; default 0.5 s.</summary>
    public TimeSpan DeadlineResolution { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long one OnDeactivateAsync may take. From 10 ms; default 30 s.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long stopping waits for running calls, and then again for deactivations. From 0; default 10 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests that may wait in one mailbox; one more fails with LimitExceededException. From 1; default 10,000.</summary>
    public int MaxQueuedRequests { get; set; } = 10_000;

    /// <summary>Writes that may wait for the storage writer; further writers wait. From 1; default 50,000.</summary>
    public int MaxQueuedWrites { get; set; } = 50_000;

    /// <summary>How long the storage writer waits for more writes to share a transaction, once it has seen a crowd (16 in one transaction). From 0 to 1 s; default 2 ms.</summary>
    public TimeSpan GroupCommitDelay { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Shortest period of a reminder. From 1 ms; default 1 min, as in Orleans.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Items a stream delivery may hold. From 1; default 1,000.</summary>
    public int StreamBatchSize { get; set; } = 1_000;

    /// <summary>Items a memory stream may hold before its producers wait. From 1; default 10,000.</summary>
    public int MemoryStreamCapacity { get; set; } = 10_000;

    /// <summary>Longest pause between attempts to deliver to a grain that fails; the first is 0.1 s and doubles. From 0.1 s; default 30 s.</summary>
    public TimeSpan MaxDeliveryBackoff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How grain state is written. Default: property names as they are, NaN and infinities allowed, what is null left out.</summary>
    public JsonSerializerOptions StateSerializerOptions { get; } = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // Half of an alert's properties are null most of the time. Nobody shows state as HTML, and quotes within texts take two bytes and not six.
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
