using System.Globalization;

namespace EventFlow.DetectionBench;

/// <summary>What to run: the form of the data, its folder, and options.</summary>
internal sealed record BenchArguments(bool IsNab, string Folder, IReadOnlyList<string> Detectors, string Parameters, string? Output, string? Charts, int Repeats, bool PerSeries, bool Perturbed, Variation? Variation)
{
    private const string Usage = """
        Runs detectors over labelled recordings and scores them.

          nab DIR | kpi DIR        recordings in the form of NAB (data/, windows.json) or of the AIOps 2018 KPI set (data/*.csv, *.csv.xz)
          --detector NAME,...      detectors by the names rules use; default ensemble; 'all' for every detector of series that needs no parameters
          --parameters JSON        parameters, the same for every series
          --out DIR                write one CSV per series: timestamp, value, anomaly_score, alarm (per detector when there are several)
          --charts DIR             write one SVG per series: value, band, score, labels, alarms
          --repeat N               time N runs and take the quickest; default 1
          --per-series             a line per series
          --perturbed              also the own alarms on the recordings turned over, thinned, noisy and so on: how general the settings are
          --nested N:NAME=LOW..HIGH,...
                                   also N random settings: each fold is scored with the setting that is best on the others
        """;

    public static int Explain()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    public static bool TryParse(string[] args, out BenchArguments arguments)
    {
        arguments = new(false, "", ["ensemble"], "{}", null, null, 1, false, false, null);
        if (args.Length < 2 || args[0] is not ("nab" or "kpi") || !Directory.Exists(args[1])) return false;
        arguments = arguments with { IsNab = args[0] == "nab", Folder = args[1] };
        for (var i = 2; i < args.Length; i++)
        {
            if (args[i] == "--per-series") arguments = arguments with { PerSeries = true };
            else if (args[i] == "--perturbed") arguments = arguments with { Perturbed = true };
            else if (i + 1 == args.Length || !TrySet(args[i], args[++i], ref arguments)) return false;
        }

        return true;
    }

    private static bool TrySet(string option, string value, ref BenchArguments arguments)
    {
        var set = option switch
        {
            "--detector" => arguments with { Detectors = value.Split(',') },
            "--parameters" => arguments with { Parameters = value },
            "--out" => arguments with { Output = value },
            "--charts" => arguments with { Charts = value },
            "--nested" when Variation.Parse(value) is { } variation => arguments with { Variation = variation },
            "--repeat" => arguments with { Repeats = int.Parse(value, CultureInfo.InvariantCulture) },
            _ => null,
        };
        if (set is null) return false;
        arguments = set;
        return true;
    }
}
