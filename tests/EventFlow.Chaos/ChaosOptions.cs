using System.Globalization;

namespace EventFlow.Chaos;

/// <summary>What a run is to do.</summary>
/// <param name="Rounds">Rounds of load and kills.</param>
/// <param name="Seed">Decides what is sent, when it is killed and how.</param>
/// <param name="Keep">Whether the data folder is kept though nothing is wrong.</param>
public sealed record ChaosOptions(int Rounds, int Seed, bool Keep)
{
    /// <summary>How the command is called.</summary>
    public const string Usage = "dotnet run --project tests/EventFlow.Chaos -- [--rounds 50] [--seed N] [--keep]";

    /// <summary>Reads the arguments; null when they make no sense.</summary>
    public static ChaosOptions? Parse(IReadOnlyList<string> args)
    {
        var options = new ChaosOptions(50, Random.Shared.Next(), false);
        for (var at = 0; at < args.Count; at++)
        {
            if (args[at] == "--keep") options = options with { Keep = true };
            else if (at + 1 == args.Count || !int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            else if (args[at++] is "--rounds") options = options with { Rounds = Math.Max(1, number) };
            else if (args[at - 1] is "--seed") options = options with { Seed = number };
            else return null;
        }

        return options;
    }
}
