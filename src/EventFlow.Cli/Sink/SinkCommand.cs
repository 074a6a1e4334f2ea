using System.CommandLine;

namespace EventFlow.Cli.Sink;

/// <summary><c>eventflow sink</c>: a receiver of notifications for trying channels out.</summary>
internal sealed class SinkCommand : Command
{
    private readonly CommandContext _context;

    private readonly Option<int> _port = new("--port") { Description = "Port to listen on, on 127.0.0.1 only; 0 takes a free one.", DefaultValueFactory = _ => 9099 };

    private readonly Option<string?> _secret = new("--secret") { Description = "The channel's hmac_secret: signatures are checked. Or EVENTFLOW_SINK_SECRET." };

    private readonly Option<int> _answer = new("--answer") { Description = "Status to answer with, 200 to 599.", DefaultValueFactory = _ => 200 };

    private readonly Option<int> _fail = new("--fail") { Description = "Answer the first so many requests with 503, then as --answer says." };

    private readonly Option<int?> _retryAfter = new("--retry-after") { Description = "Seconds to ask for in Retry-After, with every answer that is no 2xx." };

    private readonly Option<double> _delay = new("--delay") { Description = "Seconds to wait before answering." };

    private readonly Option<bool> _json = new("--json") { Description = "Each body as it came, one line each." };

    public SinkCommand(CommandContext context)
        : base("sink", "Listen for notifications and print them, to try a webhook channel out (or Slack, Teams, PagerDuty, Telegram, Discord by their address). Ctrl-C ends.")
    {
        _context = context;
        foreach (var option in new Option[] { _port, _secret, _answer, _fail, _retryAfter, _delay, _json }) Options.Add(option);
        Between(_port, 0, 65_535);
        Between(_answer, 200, 599);
        Between(_fail, 0, int.MaxValue);
        SetAction(RunAsync);
    }

    private static void Between(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var value && (value < least || value > most)) result.AddError($"{option.Name} is {value}; expected {least} to {most}.");
    });

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var request = new SinkRequest(
            arguments.GetValue(_port), arguments.GetValue(_secret) ?? _context.Environment("EVENTFLOW_SINK_SECRET"), arguments.GetValue(_answer), arguments.GetValue(_fail), arguments.GetValue(_retryAfter),
            TimeSpan.FromSeconds(Math.Clamp(arguments.GetValue(_delay), 0, 3_600)), arguments.GetValue(_json));
        return await new NotificationSink(request, _context).RunAsync(cancellation).ConfigureAwait(false);
    }
}
