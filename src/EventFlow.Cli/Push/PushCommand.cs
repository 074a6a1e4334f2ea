using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EventFlow.Client;

namespace EventFlow.Cli.Push;

/// <summary><c>eventflow push</c>: sends a recorded series with its own time stamps.</summary>
internal sealed class PushCommand : Command
{
    private readonly CommandContext _context;
    private readonly SiloOptions _silo;

    private readonly Argument<string> _file = new("FILE") { Description = "CSV with timestamp,value; - reads the standard input." };

    private readonly Option<string> _service = new("--service") { Description = "Service of the series.", Required = true };

    private readonly Option<string> _metric = new("--metric") { Description = "Metric of the series.", Required = true };

    private readonly Option<string?> _unit = new("--unit") { Description = "Unit of the values, for example percent, ms, 1/s." };

    private readonly Option<string[]> _labels = new("--label") { Description = "Further label of the series, as name=value; may be repeated.", DefaultValueFactory = _ => [] };

    private readonly Option<string> _speed = new("--speed")
    {
        Description = "Seconds of the recording per second: 1 is real time, 3600 an hour a second, max as fast as the silo takes it.",
        DefaultValueFactory = _ => "max",
    };

    private readonly Option<bool> _shift = new("--shift-to-now") { Description = "Move the recording in time so that it ends now (slower than real time: starts now)." };

    private readonly Option<int> _batch = new("--batch") { Description = "Most rows in a request.", DefaultValueFactory = _ => 500 };

    public PushCommand(CommandContext context)
        : base("push", "Send a recorded series with its own time stamps.")
    {
        _context = context;
        _silo = new SiloOptions(context);
        Arguments.Add(_file);
        Options.Add(_service);
        Options.Add(_metric);
        Options.Add(_unit);
        Options.Add(_labels);
        Options.Add(_speed);
        Options.Add(_shift);
        Options.Add(_batch);
        _silo.AddTo(this);
        _service.Require(name => name.Trim().Length > 0, "a name");
        _metric.Require(name => name.Trim().Length > 0, "a name");
        _speed.Require(speed => TryReadSpeed(speed, out _), "max or a number above 0");
        _batch.Require(rows => rows is >= 1 and <= 10_000, "1 to 10000");
        _labels.Validators.Add(CheckLabels);
        SetAction(RunAsync);
    }

    private static void CheckLabels(OptionResult result)
    {
        foreach (var label in result.Tokens.Where(token => token.Value.IndexOf('=') <= 0))
        {
            result.AddError($"--label is '{label.Value}'; expected name=value.");
        }
    }

    private static bool TryReadSpeed(string text, out double? speed)
    {
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        speed = isNumber ? number : null;
        return text == "max" || (isNumber && double.IsFinite(number) && number > 0);
    }

    private PushRequest Request(ParseResult arguments)
    {
        TryReadSpeed(arguments.GetRequiredValue(_speed), out var speed);
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in arguments.GetValue(_labels) ?? [])
        {
            var equals = label.IndexOf('=', StringComparison.Ordinal);
            labels[label[..equals]] = label[(equals + 1)..];
        }

        return new PushRequest(
            arguments.GetRequiredValue(_file), arguments.GetRequiredValue(_service), arguments.GetRequiredValue(_metric), arguments.GetValue(_unit),
            labels, speed, arguments.GetValue(_shift), arguments.GetValue(_batch));
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var request = Request(arguments);
        try
        {
            using var input = await RecordingInput.OpenAsync(request.File, _context.OpenInput, request.ShiftToNow, cancellation).ConfigureAwait(false);
            var summary = await PushAsync(request, input, _silo.Url(arguments), _silo.Credential(arguments), cancellation).ConfigureAwait(false);
            SummaryReport.Write(_context, request, summary);
            return summary.Complete ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _context.Complain($"cannot read '{request.File}': {error.Message} Expected a CSV file with timestamp,value, or - for the standard input.");
            return ExitCodes.Failed;
        }
    }

    private async Task<PushSummary> PushAsync(PushRequest request, RecordingInput input, Uri url, Credential credential, CancellationToken cancellation)
    {
        using var http = EventFlowHttp.Create(url, TimeSpan.FromSeconds(30));
        var retries = new RetrySchedule(TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(10), _context.Random);
        var client = new IngestionClient(http, credential, retries, _context.Time);
        string Explain(IngestResult result) => Troubles.Of(result, url, credential);
        if (!_context.IsTerminal)
        {
            using var job = new PushJob(request, client, _context.Time, Explain, new LineProgress(_context));
            await job.RunAsync(input, cancellation).ConfigureAwait(false);
            return job.Summary;
        }

        PushSummary? summary = null;
        await BarProgress.ShowAsync(_context.Out, $"{request.Service} {request.Metric}", async bar =>
        {
            using var job = new PushJob(request, client, _context.Time, Explain, bar);
            await job.RunAsync(input, cancellation).ConfigureAwait(false);
            summary = job.Summary;
        }).ConfigureAwait(false);
        return summary!;
    }
}
