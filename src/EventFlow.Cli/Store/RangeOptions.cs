using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;

namespace EventFlow.Cli.Store;

/// <summary>The options that choose events: a range, and filters.</summary>
internal sealed class RangeOptions
{
    private readonly CommandContext _context;

    public RangeOptions(CommandContext context)
    {
        _context = context;
        foreach (var time in new[] { From, To })
        {
            time.Validators.Add(CheckTime);
        }

        Labels.Validators.Add(CheckLabels);
    }

    public Option<string?> From { get; } = new("--from") { Description = "Earliest event time: 2h or 7d ago, RFC 3339, or unix ms. Default the first event kept." };

    public Option<string?> To { get; } = new("--to") { Description = "First event time not wanted any more. Default the end of the log." };

    public Option<int?> Partition { get; } = new("--partition") { Description = "Only this partition." };

    public Option<long?> Offset { get; } = new("--offset") { Description = "First offset, of one partition, in place of --from." };

    public Option<string?> Service { get; } = new("--service") { Description = "Only this service." };

    public Option<string?> Kind { get; } = new("--kind") { Description = "Only metric, log or domain." };

    public Option<string?> Level { get; } = new("--level") { Description = "Only log records at least this severe: trace, debug, info, warn, error, fatal." };

    public Option<string?> Metric { get; } = new("--metric") { Description = "Only samples of this metric." };

    public Option<string?> Text { get; } = new("--text") { Description = "Only events that contain this text." };

    public Option<string[]> Labels { get; } = new("--label") { Description = "Only events with this label, as name=value; may be repeated.", DefaultValueFactory = _ => [] };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { From, To, Partition, Offset, Service, Kind, Level, Metric, Text, Labels })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The event time of an option; null when it is not given.</summary>
    public long? Time(ParseResult arguments, Option<string?> option) => arguments.GetValue(option) is { } text ? TimeArgument.Parse(text, _context.Time.GetUtcNow()) : null;

    /// <summary>The labels given.</summary>
    public Dictionary<string, string> LabelsOf(ParseResult arguments) => (arguments.GetValue(Labels) ?? [])
        .ToDictionary(static l => l[..l.IndexOf('=', StringComparison.Ordinal)], static l => l[(l.IndexOf('=', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);

    /// <summary>The options as a query string that begins with <paramref name="first"/>.</summary>
    public string Query(ParseResult arguments, string first)
    {
        var query = new StringBuilder(first);
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Append(query.Length == 0 || query[^1] == '?' ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        Add("from", Text64(Time(arguments, From)));
        Add("to", Text64(Time(arguments, To)));
        Add("partition", arguments.GetValue(Partition)?.ToString(CultureInfo.InvariantCulture));
        Add("offset", Text64(arguments.GetValue(Offset)));
        Add("service", arguments.GetValue(Service));
        Add("kind", arguments.GetValue(Kind));
        Add("level", arguments.GetValue(Level));
        Add("metric", arguments.GetValue(Metric));
        Add("text", arguments.GetValue(Text));
        foreach (var (name, value) in LabelsOf(arguments))
        {
            Add("label." + Uri.EscapeDataString(name), value);
        }

        return query.ToString();
    }

    private static string? Text64(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static void CheckTime(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } text && TimeArgument.Parse(text, DateTimeOffset.UnixEpoch.AddYears(100)) is null)
        {
            result.AddError($"{result.Option.Name} is '{text}'; expected {TimeArgument.Expected}.");
        }
    }

    private static void CheckLabels(OptionResult result)
    {
        foreach (var label in result.Tokens.Where(static token => token.Value.IndexOf('=') <= 0))
        {
            result.AddError($"--label is '{label.Value}'; expected name=value.");
        }
    }
}
