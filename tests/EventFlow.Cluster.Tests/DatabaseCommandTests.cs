using EventFlow.Postgres;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests;

/// <summary><c>eventflow database</c>.</summary>
public sealed class DatabaseCommandTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Apply_OnAnEmptyDatabase_MakesTheSchemaOnce()
    {
        var connection = await postgres.Server.CreateDatabaseAsync();
        var (code, output, error) = await CliProcess.RunAsync(null, "database", "apply", "--connection", connection, "--dry-run");
        Assert.True(code == 0, error);
        Assert.Contains("would apply 0001_cluster_membership", output);
        Assert.Equal(1, (await CliProcess.RunAsync(connection, "database", "status")).Code);

        (code, output, error) = await CliProcess.RunAsync(connection, "database", "apply");
        Assert.True(code == 0, error);
        Assert.Equal(PostgresSchema.Scripts.Select(static s => $"applied {s.Name}"), output.Split('\n').Where(static l => l.StartsWith("applied", StringComparison.Ordinal)));
        Assert.Equal(0, (await CliProcess.RunAsync(connection, "database", "status")).Code);
        Assert.Contains("nothing to apply", (await CliProcess.RunAsync(connection, "database", "apply")).Output);
    }

    [Fact]
    public async Task Apply_ByTwoAtOnce_IsDoneByOne()
    {
        var connection = await postgres.Server.CreateDatabaseAsync();
        var both = await Task.WhenAll(CliProcess.RunAsync(connection, "database", "apply"), CliProcess.RunAsync(connection, "database", "apply"));
        Assert.All(both, static run => Assert.True(run.Code == 0, run.Error));
        Assert.Single(both, static run => run.Output.Contains("nothing to apply"));
    }

    [Fact]
    public async Task Apply_WithAWrongPassword_SaysSoInOneLineWithoutIt()
    {
        var connection = (await postgres.Server.CreateDatabaseAsync()).Replace(PostgresServer.Password, "not-it-either");
        var (code, _, error) = await CliProcess.RunAsync(connection, "database", "apply");
        Assert.Equal(1, code);
        Assert.Contains("refuses user and password", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.DoesNotContain("not-it-either", error);
    }

    [Theory]
    [InlineData(null, "--connection is missing")]
    [InlineData("Hast=x", "cannot be read")]
    public async Task Apply_WithoutAUsableConnection_SaysWhatIsExpected(string? connection, string expected)
    {
        var (code, _, error) = await CliProcess.RunAsync(connection, "database", "apply");
        Assert.Equal(2, code);
        Assert.Contains(expected, error);
    }
}
