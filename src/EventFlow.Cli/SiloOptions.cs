using System.CommandLine;
using EventFlow.Client;

// Built for Orleans, the packages bring a type of that name.
using SiloAddress = EventFlow.Client.SiloAddress;

namespace EventFlow.Cli;

/// <summary>The options that every command has: which silo, and what to show it.</summary>
internal sealed class SiloOptions
{
    private readonly CommandContext _context;
    private readonly Option<string> _url;

    private readonly Option<string?> _apiKey = new("--api-key")
    {
        Description = "API key. Default: EVENTFLOW_API_KEY, or the development key when the silo is on this machine.",
    };

    private readonly Option<string?> _token = new("--token") { Description = "Bearer token from POST /api/auth/login, instead of an API key." };

    public SiloOptions(CommandContext context)
    {
        _context = context;
        _url = new Option<string>("--url")
        {
            Description = "Address of the silo; EVENTFLOW_URL changes the default.",
            DefaultValueFactory = _ => SiloAddress.FromEnvironment(context.Environment),
        };
        _url.Require(url => SiloAddress.TryParse(url, out _), SiloAddress.Expected);
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_apiKey);
        command.Options.Add(_token);
    }

    /// <summary>The address the arguments give.</summary>
    public Uri Url(ParseResult arguments) => SiloAddress.TryParse(arguments.GetValue(_url), out var url) ? url : throw new InvalidOperationException("Read only after parsing.");

    /// <summary>The credential the arguments give; a token wins over a key.</summary>
    public Credential Credential(ParseResult arguments) => arguments.GetValue(_token) is { Length: > 0 } token
        ? Client.Credential.FromToken(token)
        : DefaultCredential.For(Url(arguments), arguments.GetValue(_apiKey), _context.Environment);
}
