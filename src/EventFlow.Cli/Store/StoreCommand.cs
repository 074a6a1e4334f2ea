using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.Client;

namespace EventFlow.Cli.Store;

/// <summary>A command that asks the event store: which silo, who asks, and what to say when it does not work.</summary>
internal abstract class StoreCommand : Command
{
    private readonly SiloOptions _silo;

    private readonly Option<string?> _user = new("--user") { Description = "Sign in with this name instead of a key; EVENTFLOW_USER changes the default." };

    private readonly Option<string?> _password = new("--password") { Description = "Its password; EVENTFLOW_PASSWORD changes the default." };

    protected StoreCommand(CommandContext context, string name, string description)
        : base(name, description)
    {
        Context = context;
        _silo = new SiloOptions(context);
    }

    /// <summary>Where it runs.</summary>
    protected CommandContext Context { get; }

    /// <summary>What it does.</summary>
    protected abstract Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation);

    /// <summary>Adds the options that every such command has, and makes it run. Called last by each constructor.</summary>
    protected void Finish()
    {
        _silo.AddTo(this);
        Options.Add(_user);
        Options.Add(_password);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var url = _silo.Url(arguments);
        try
        {
            // What streams may take as long as it takes.
            using var http = EventFlowHttp.Create(url, Timeout.InfiniteTimeSpan);
            var credential = await CredentialAsync(http, arguments, cancellation).ConfigureAwait(false);
            return await RunAsync(new SiloApi(http, url, credential), arguments, cancellation).ConfigureAwait(false);
        }
        catch (ApiRefusedException refused)
        {
            Context.Complain(refused.Message);
        }
        catch (HttpRequestException error)
        {
            Context.Complain(Troubles.Unreachable(url, error.InnerException?.Message ?? error.Message));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            Context.Complain(error.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C; what was written is whole lines.
        }

        return ExitCodes.Failed;
    }

    private async Task<Credential> CredentialAsync(HttpClient http, ParseResult arguments, CancellationToken cancellation)
    {
        var user = arguments.GetValue(_user) ?? Context.Environment("EVENTFLOW_USER");
        if (string.IsNullOrEmpty(user))
        {
            return _silo.Credential(arguments);
        }

        var password = arguments.GetValue(_password) ?? Context.Environment("EVENTFLOW_PASSWORD") ?? "";
        using var answer = await http.PostAsJsonAsync("api/auth/login", new { username = user, password }, cancellation).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw new ApiRefusedException($"{_silo.Url(arguments)} did not let '{user}' sign in: {(int)answer.StatusCode} {answer.ReasonPhrase}. Check name and password.");
        }

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation).ConfigureAwait(false);
        return Credential.FromToken(body.GetProperty("token").GetString()!);
    }
}
