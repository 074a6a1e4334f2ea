using System.Globalization;

namespace EventFlow.Load;

/// <summary>The options of the command line, <c>--name value</c> in any order; a name that is unknown or a value that cannot be meant is refused with what was expected.</summary>
internal sealed class LoadArguments
{
    /// <summary>All options with what they mean, as the help shows them.</summary>
    public static readonly IReadOnlyList<(string Name, string Value, string What)> Known =
    [
        ("against", "URL", "load this server; without it the built silo is started on a temporary folder and ended afterwards"),
        ("header", "NAME:VALUE", "a header of every request to --against; may be repeated; X-Api-Key: ef_development if none is given"),
        ("pid", "N", "process of the server at --against, for CPU, bytes and memory; it must run on this machine"),
        ("data", "DIR", "data directory of the server at --against, or where the started silo keeps its data (it is then not deleted)"),
        ("setting", "KEY=VALUE", "a setting of the started silo, such as EventFlow:Ingestion:MaxLag=1000000; may be repeated"),
        ("cpu-share", "CORES", "confine the started silo to this share of a core, 0.05 to the number of cores; Linux, root"),
        ("format", "NAME", "json, envelope or ndjson"),
        ("gzip", "", "compress the bodies"),
        ("kind", "NAME", "logs, metrics or events"),
        ("identity", "NAME", "none, ids (in each event) or sequence (producer and number of the batch)"),
        ("rate", "N|max", "events offered per second (scale: for each silo); max sends whenever a connection is free"),
        ("ramp", "S", "seconds in which the rate rises from 0"),
        ("duration", "S", "seconds in which requests fall due"),
        ("warmup", "S", "seconds of the same load before, not counted"),
        ("events", "N", "most events"),
        ("batch", "N", "events in a request, 1 to 100,000; alerts: in a post, 1 to 10,000"),
        ("connections", "N", "most requests under way, 1 to 10,000"),
        ("series", "N", "series of metrics"),
        ("step", "S", "event time between two samples of a series; 1 when left out. 600 fills every history of a series within 1,008 rounds"),
        ("age", "HOURS", "how long ago the first sample of a series is; time for 21,600 steps when left out. What comes after now is rejected"),
        ("services", "N", "services that log, or have alerts"),
        ("incidents", "N", "end-to-end: incidents per second"),
        ("on-refusal", "wait|drop", "what 429 and 503 are answered with: the wait asked for and the same batch again, or the next batch"),
        ("factor", "X", "overload: how many times the sustainable rate is offered"),
        ("sustainable", "N", "overload: the sustainable rate, events per second; found when left out"),
        ("single", "N", "alerts: posted one at a time, 2,000 when left out; 0 leaves that out"),
        ("uncounted", "N", "alerts: posted one at a time before, not counted; 3,000 when left out"),
        ("bulk", "N", "alerts: posted in each round, 10,000 of 250 services by the hundred when left out; 0 leaves the rounds out"),
        ("rounds", "N", "alerts: rounds of one process, each of other services; 3 when left out"),
        ("alertmanager", "PATH", "alerts: drive this program of Alertmanager too, for comparison"),
        ("silos", "N,N…", "scale: sizes of the clusters; 1,2,3 when left out"),
        ("gigabytes", "N", "recovery: size of the log"),
        ("seed", "N", "seed of everything drawn"),
        ("quick", "", "seconds instead of minutes: shows that it works, its figures mean nothing"),
        ("json", "FILE", "write the report there as JSON, too"),
    ];

    private readonly List<(string Name, string Value)> _given = [];

    /// <summary>Reads what follows the mode.</summary>
    public LoadArguments(IReadOnlyList<string> arguments)
    {
        Line = string.Join(' ', arguments);
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : "";
            var known = Known.FirstOrDefault(k => k.Name == name);
            if (known.Name is null)
            {
                throw new ArgumentException($"'{arguments[i]}' is no option; expected one of {string.Join(", ", Known.Select(static k => "--" + k.Name))}.");
            }

            if (known.Value.Length > 0 && ++i == arguments.Count)
            {
                throw new ArgumentException($"--{name} has no value; expected --{name} {known.Value}.");
            }

            _given.Add((name, known.Value.Length > 0 ? arguments[i] : "yes"));
        }
    }

    /// <summary>The options as they were given.</summary>
    public string Line { get; }

    /// <summary>Whether an option was given.</summary>
    public bool Has(string name) => _given.Exists(g => g.Name == name);

    /// <summary>The value of an option; the last one where it was repeated.</summary>
    public string? Text(string name) => _given.LastOrDefault(g => g.Name == name).Value;

    /// <summary>All values of an option.</summary>
    public IReadOnlyList<string> All(string name) => [.. _given.Where(g => g.Name == name).Select(static g => g.Value)];

    /// <summary>A whole number in a range.</summary>
    public long Number(string name, long otherwise, long least = 1, long most = long.MaxValue)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new ArgumentException($"--{name} is '{text}'; expected a whole number from {least} to {most}.");
    }

    /// <summary>A number above zero.</summary>
    public double Real(string name, double otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentException($"--{name} is '{text}'; expected a number above 0.");
    }

    /// <summary>A time in seconds, 0 allowed.</summary>
    public TimeSpan Seconds(string name, double otherwise) => Text(name) is "0" ? TimeSpan.Zero : TimeSpan.FromSeconds(Real(name, otherwise > 0 ? otherwise : 0));

    /// <summary>One of the values of an enum, in lower case.</summary>
    public T Choice<T>(string name, T otherwise) where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new ArgumentException($"--{name} is '{text}'; expected one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
    }
}
