using System.CommandLine;
using EventFlow.Client;

namespace EventFlow.Cli.Tail;

/// <summary><c>eventflow tail</c>: follows alerts live.</summary>
internal sealed class TailCommand : Command
{
    private readonly CommandContext _context;
    private readonly SiloOptions _silo;

    private readonly Option<string?> _service = new("--service") { Description = "Only this service." };

    private readonly Option<string?> _severity = new("--severity") { Description = "Nothing below this. Default: all.", HelpName = "info|warning|critical" };

    private readonly Option<bool> _metrics = new("--metrics") { Description = "Show samples too." };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line." };

    public TailCommand(CommandContext context)
        : base("tail", "Follow alerts live: the open ones first, then every change. Ctrl-C ends.")
    {
        _context = context;
        _silo = new SiloOptions(context);
        _severity.Require(static s => SeverityOf(s) != AlertSeverity.None, "info, warning or critical");
        Options.Add(_service);
        Options.Add(_severity);
        Options.Add(_metrics);
        Options.Add(_json);
        _silo.AddTo(this);
        SetAction(RunAsync);
    }

    private static AlertSeverity SeverityOf(string? word) => word?.ToLowerInvariant() switch
    {
        "info" => AlertSeverity.Info,
        "warning" => AlertSeverity.Warning,
        "critical" => AlertSeverity.Critical,
        _ => AlertSeverity.None,
    };

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var request = new TailRequest(
            arguments.GetValue(_service), SeverityOf(arguments.GetValue(_severity)), arguments.GetValue(_metrics), arguments.GetValue(_json));
        var retries = new RetrySchedule(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10), _context.Random);
        var tail = new AlertTail(request, _silo.Url(arguments), _silo.Credential(arguments), _context, retries);
        return await tail.RunAsync(cancellation).ConfigureAwait(false);
    }
}
