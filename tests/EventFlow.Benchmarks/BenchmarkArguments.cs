using System.Globalization;

namespace EventFlow.Benchmarks;

/// <summary>The options behind the mode: --name value, in any order.</summary>
internal sealed class BenchmarkArguments(string[] arguments)
{
    public int Number(string name, int otherwise)
    {
        var at = Array.IndexOf(arguments, "--" + name);
        return at < 0 ? otherwise : int.Parse(arguments[at + 1], CultureInfo.InvariantCulture);
    }

    public string? Text(string name)
    {
        var at = Array.IndexOf(arguments, "--" + name);
        return at < 0 ? null : arguments[at + 1];
    }
}
