namespace EventFlow.Silo;

/// <summary>The command line, understood: what to do, and the settings it gives, which win over all others.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Settings">Keys and values of the configuration.</param>
/// <param name="Fault">Why the command line was not understood; null when it was.</param>
internal sealed record SiloArguments(SiloAction Action, IReadOnlyDictionary<string, string?> Settings, string? Fault)
{
    public const string DataDirectoryKey = "EventFlow:DataDirectory";
    public const string SamplesKey = "EventFlow:Samples:Enabled";

    public const string Help =
        """
        EventFlow: a monitoring platform. Applications push metrics and logs; EventFlow tells you when something is wrong.

        Usage: dotnet run --project src/EventFlow.Silo -- [options]

          --data DIR            folder for everything that is kept (default ./eventflow-data)
          --urls URL            address to listen on (default http://127.0.0.1:5280)
          --samples on|off      run the four sample services beside it (default on in Development, else off)
          --environment NAME    Development or Production (default what ASPNETCORE_ENVIRONMENT says, else Production)
          --EventFlow:KEY VALUE any setting of docs/configuration.md, for example --EventFlow:Live:IntervalMs 500
          --version             print the version
          --help                print this
        """;

    /// <summary>Understands a command line. Options are written <c>--name value</c> or <c>--name=value</c>.</summary>
    public static SiloArguments Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "--help" or "-h" or "-?") return new(SiloAction.ShowHelp, settings, null);
            if (args[i] is "--version") return new(SiloAction.ShowVersion, settings, null);
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            if (KeyOf(name) is not { } key) return Failed($"Unknown option {name}. Options: --data, --urls, --samples, --environment, --EventFlow:KEY; --help explains them.");
            value ??= i + 1 < args.Count ? args[++i] : null;
            if (string.IsNullOrEmpty(value)) return Failed($"{name} has no value. --help explains it.");
            if (key == SamplesKey && !TryReadSwitch(ref value)) return Failed($"{name} is '{value}'; expected on or off.");
            settings[key] = value;
        }

        return new(SiloAction.Run, settings, null);
    }

    private static string? KeyOf(string option) => option switch
    {
        "--data" => DataDirectoryKey,
        "--urls" => "urls",
        "--samples" => SamplesKey,
        "--environment" => HostDefaults.EnvironmentKey,
        _ when option.StartsWith("--EventFlow:", StringComparison.OrdinalIgnoreCase) => option[2..],
        _ => null,
    };

    private static bool TryReadSwitch(ref string value)
    {
        if (value is not ("on" or "off")) return false;
        value = value == "on" ? "true" : "false";
        return true;
    }

    private static SiloArguments Failed(string fault) => new(SiloAction.Fail, new Dictionary<string, string?>(), fault);
}
