namespace EventFlow.EventLogs.Tests;

/// <summary>The log in Kafka, over brokers that speak its protocol.</summary>
public sealed class KafkaEventLogContractTests : EventLogContract, IDisposable
{
    private MockKafka? _kafka;

    protected override bool IsDense => false;

    protected override bool AreProcessesSeveral => true;

    // The brokers of the test keep five megabytes of a partition.
    protected override int LargeBytes => 20_000;

    public void Dispose() => _kafka?.Dispose();

    protected override Task<OpenLog> OpenAsync() => KafkaHost.OpenAsync((_kafka ??= new()).BootstrapServers, ("PollInterval", "00:00:00.02"), ("MaxBatchBytes", "4000000"));
}
