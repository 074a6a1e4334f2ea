using Azure.Core;
using EventFlow.Kafka;
using EventFlow.Postgres;
using EventFlow.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EventFlow.Azure.Tests;

public sealed class AzureIdentityTests
{
    private const string ClientId = "8f7f1d8e-0c4e-4b0a-9a53-0d5b1f0f2f11";

    [Fact]
    public async Task GetAsync_ForPostgres_AsksForATokenOfItsResource()
    {
        var credential = new FakeCredential();
        Assert.Equal("token-1", await new AzurePasswordSource(credential).GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["https://ossrdbms-aad.database.windows.net/.default"], credential.Scopes);
    }

    [Fact]
    public async Task GetAsync_ForKafka_AsksForATokenOfTheNamespace()
    {
        var credential = new FakeCredential();
        var token = await new AzureKafkaTokenSource(credential).GetAsync("evhns-1.servicebus.windows.net:9093", TestContext.Current.CancellationToken);
        Assert.Equal(("token-1", DateTimeOffset.MaxValue), (token.Value, token.ExpiresAt));
        Assert.Equal(["https://evhns-1.servicebus.windows.net/.default"], credential.Scopes);
    }

    [Fact]
    public void AddAzureIdentity_WithoutAnIdentity_LeavesPasswordsToTheSettings()
    {
        using var services = Build([]);
        Assert.Null(services.GetService<IPostgresPasswordSource>());
    }

    [Theory]
    [InlineData(ClientId)]
    [InlineData("system")]
    public void AddAzureIdentity_WithAnIdentity_TakesItsTokens(string identity)
    {
        using var services = Build(new() { ["EventFlow:Azure:ManagedIdentity"] = identity });
        Assert.IsType<AzurePasswordSource>(services.GetService<IPostgresPasswordSource>());
        Assert.IsType<AzureKafkaTokenSource>(services.GetService<IKafkaTokenSource>());
    }

    [Fact]
    public void Validate_WithANameForAnId_SaysWhatIsExpected()
    {
        var result = new AzureOptionsValidator().Validate(null, new() { ManagedIdentity = "id-eventflow" });
        Assert.Equal("EventFlow:Azure:ManagedIdentity is 'id-eventflow'; expected the client id of a managed identity (a GUID), or 'system'.", result.FailureMessage);
    }

    [Fact]
    public async Task DataSource_WithTokens_SignsInWithThem()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("postgresql"));
        await using var server = await PostgresServer.StartAsync("fsync=off");
        var owner = await server.CreateDatabaseAsync();
        // A token is a password that nobody typed: a role with that password stands for the server's check of it.
        await using (var admin = NpgsqlDataSource.Create(owner))
        await using (var command = admin.CreateCommand("CREATE ROLE silo LOGIN PASSWORD 'token-1'"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var settings = new NpgsqlConnectionStringBuilder(owner) { Username = "silo", Password = null }.ConnectionString;
        var credential = new FakeCredential();
        await using var source = PostgresExtensions.CreateDataSource(new PostgresOptions { ConnectionString = settings }, new AzurePasswordSource(credential));
        await using var query = source.CreateCommand("SELECT current_user");
        Assert.Equal("silo", await query.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.NotEmpty(credential.Scopes);
    }

    private static ServiceProvider Build(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddAzureIdentity(configuration).BuildServiceProvider();
    }

    /// <summary>Gives tokens without asking anybody: there is no endpoint of identities on a machine outside of Azure.</summary>
    private sealed class FakeCredential : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            lock (Scopes) Scopes.AddRange(requestContext.Scopes);
            return new("token-1", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
