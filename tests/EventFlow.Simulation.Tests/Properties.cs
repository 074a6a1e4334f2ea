using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace EventFlow.Simulation.Tests;

/// <summary>
/// Runs a property over drawn inputs: prints its seed, shrinks what fails, and takes the seed of a failure from EVENTFLOW_SEED (two numbers with a comma, as FsCheck prints them).
/// EVENTFLOW_RUNS multiplies how many inputs are drawn.
/// </summary>
internal static class Properties
{
    public static void Check<T>(ITestOutputHelper output, int tests, Gen<T> inputs, Func<T, IEnumerable<T>> shrink, Action<T> holds)
    {
        var (seed, gamma) = Seed();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"EVENTFLOW_SEED={seed},{gamma}"));
        var config = Config.QuickThrowOnFailure.WithMaxTest(tests * Runs()).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<FsCheck.Replay>.Some(new FsCheck.Replay(new Rnd(seed, gamma), FSharpOption<int>.None)));
        Prop.ForAll(Arb.From(inputs, shrink), holds).Check(config);
    }

    /// <summary>The same of a property that waits.</summary>
    public static Task CheckAsync<T>(ITestOutputHelper output, int tests, Gen<T> inputs, Func<T, IEnumerable<T>> shrink, Func<T, Task> holds) =>
        Task.Run(() => Check(output, tests, inputs, shrink, input => holds(input).GetAwaiter().GetResult()));

    /// <summary>A list with something taken out: whole runs first, then one at a time.</summary>
    public static IEnumerable<IReadOnlyList<T>> Without<T>(IReadOnlyList<T> list)
    {
        for (var run = list.Count / 2; run > 0; run /= 2)
            for (var at = 0; at < list.Count; at += run)
                yield return [.. list.Take(at), .. list.Skip(at + run)];
    }

    private static int Runs() => int.TryParse(Environment.GetEnvironmentVariable("EVENTFLOW_RUNS"), CultureInfo.InvariantCulture, out var runs) ? runs : 1;

    private static (ulong Seed, ulong Gamma) Seed()
    {
        if (Environment.GetEnvironmentVariable("EVENTFLOW_SEED")?.Split(',') is not [var seed, .. var rest]) return ((ulong)Random.Shared.NextInt64(), 1);
        return (ulong.Parse(seed, CultureInfo.InvariantCulture), rest is [var gamma, ..] ? ulong.Parse(gamma, CultureInfo.InvariantCulture) | 1 : 1);
    }
}
