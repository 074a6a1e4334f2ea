using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow replay start</c>: begins a replay and shows how far it is.</summary>
internal sealed class ReplayStartCommand : StoreCommand
{
    private readonly Argument<string[]> _streams = new("STREAM") { Description = "Streams to read.", Arity = ArgumentArity.OneOrMore };

    private readonly RangeOptions _range;

    private readonly Option<long?> _toOffset = new("--to-offset") { Description = "First offset not wanted any more, with --offset and --partition." };

    private readonly Option<string> _target = new("--target") { Description = "dry-run, detection, ingestion, webhook or file.", DefaultValueFactory = _ => "dry-run" };

    private readonly Option<string> _speed = new("--speed") { Description = "Seconds of event time per second, or max.", DefaultValueFactory = _ => "max" };

    private readonly Option<string?> _name = new("--name") { Description = "Name for people." };

    private readonly Option<string?> _warmUp = new("--warm-up") { Description = "Detection: how long before --from detectors begin to learn, for example 1h." };

    private readonly Option<string?> _rules = new("--rules") { Description = "Detection: file with an array of rules to try, as POST /api/rules takes them." };

    private readonly Option<string[]> _ruleIds = new("--rule") { Description = "Detection: id of a stored rule to try; may be repeated. Without --rule and --rules all that are enabled.", DefaultValueFactory = _ => [] };

    private readonly Option<string?> _webhook = new("--webhook") { Description = "Webhook: the address." };

    private readonly Option<string?> _prefix = new("--service-prefix") { Description = "Ingestion: what the names of the copies' services begin with." };

    private readonly Option<bool> _detach = new("--detach") { Description = "Do not wait for the end." };

    public ReplayStartCommand(CommandContext context)
        : base(context, "start", "Begin a replay and show how far it is. At a terminal p halts it, r lets it go on, c ends it, q leaves it running.")
    {
        _range = new RangeOptions(context);
        Arguments.Add(_streams);
        _range.AddTo(this);
        foreach (var option in new Option[] { _toOffset, _target, _speed, _name, _warmUp, _rules, _ruleIds, _webhook, _prefix, _detach })
        {
            Options.Add(option);
        }

        _speed.Require(static s => s == "max" || (double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && n > 0), "max or a number above 0");
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var replay = await silo.SendAsync(HttpMethod.Post, "api/replays", await BodyAsync(arguments, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        var id = replay.GetProperty("id").GetString()!;
        if (arguments.GetValue(_detach))
        {
            Context.Out.WriteLine(id);
            return ExitCodes.Done;
        }

        return await new ReplayWatch(silo, Context).RunAsync(id, cancellation).ConfigureAwait(false);
    }

    private async Task<Dictionary<string, object?>> BodyAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var speed = arguments.GetRequiredValue(_speed);
        object? rules = null;
        if (arguments.GetValue(_rules) is { } file)
        {
            rules = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellation).ConfigureAwait(false)).RootElement;
        }

        var body = new Dictionary<string, object?>
        {
            ["name"] = arguments.GetValue(_name), ["streams"] = arguments.GetRequiredValue(_streams), ["target"] = arguments.GetRequiredValue(_target),
            ["partitions"] = arguments.GetValue(_range.Partition) is { } partition ? new[] { partition } : null,
            ["from"] = _range.Time(arguments, _range.From), ["to"] = _range.Time(arguments, _range.To),
            ["fromOffset"] = arguments.GetValue(_range.Offset), ["toOffset"] = arguments.GetValue(_toOffset),
            ["speed"] = speed == "max" ? speed : double.Parse(speed, CultureInfo.InvariantCulture), ["warmUp"] = arguments.GetValue(_warmUp), ["rules"] = rules,
            ["ruleIds"] = arguments.GetValue(_ruleIds), ["url"] = arguments.GetValue(_webhook), ["servicePrefix"] = arguments.GetValue(_prefix),
            ["filter"] = new
            {
                service = arguments.GetValue(_range.Service), kind = arguments.GetValue(_range.Kind), level = arguments.GetValue(_range.Level), metric = arguments.GetValue(_range.Metric),
                text = arguments.GetValue(_range.Text), labels = _range.LabelsOf(arguments),
            },
        };
        return body.Where(static p => p.Value is not null).ToDictionary();
    }
}
