using System.Globalization;
using EventFlow.EventLogs.Tests;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans.Failures;

/// <summary>Three silos on loopback with PostgreSQL for state and Kafka for events lose a broker.</summary>
public sealed class KafkaFailureTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Brokers = 3;

    [Fact]
    public async Task Broker_LostUnderLoad_LosesNothingAndTellsNobodyTwice()
    {
        await using var database = await postgres.CreateAsync();
        using var kafka = new MockKafka(Brokers);
        await using var run = await FailureRun.StartAsync(output, database.ConnectionString + ";Password=" + PostgresServer.Password, new Dictionary<string, string>
        {
            ["EventFlow:Streams:Provider"] = "kafka",
            ["EventFlow:Kafka:BootstrapServers"] = kafka.BootstrapServers,
            ["EventFlow:Kafka:AppendTimeout"] = TimeSpan.FromSeconds(30).ToString("c", CultureInfo.InvariantCulture),
        });
        var lost = 1 + run.Random.Next(Brokers);
        await run.DuringLoadAsync("a broker of three lost and back", async () =>
        {
            kafka.Set(lost, isUp: false);

            // Another takes over what it led, as the controller of a real cluster decides.
            foreach (var stream in EventFlow.EventStore.EventStreams.All)
            {
                for (var partition = 0; partition < stream.Partitions; partition++) kafka.Lead(stream.Name, partition, (lost % Brokers) + 1);
            }

            await Task.Delay(TimeSpan.FromSeconds(FailureForm.IsLong ? 30 : 5), CancellationToken.None);
            kafka.Set(lost, isUp: true);
        });
        await run.FinishAsync();
    }
}
