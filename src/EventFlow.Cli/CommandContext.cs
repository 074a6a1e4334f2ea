using Spectre.Console;

namespace EventFlow.Cli;

/// <summary>All that a command touches besides its arguments, so that tests can run it in process.</summary>
/// <param name="Out">The standard output; colours and animation only where it is a terminal.</param>
/// <param name="Error">The standard error, for troubles.</param>
/// <param name="OpenInput">Opens the standard input.</param>
/// <param name="Environment">Reads an environment variable.</param>
/// <param name="Time">The clock, and the zone in which times are shown.</param>
/// <param name="Random">Spreads retries.</param>
internal sealed record CommandContext(
    IAnsiConsole Out, TextWriter Error, Func<Stream> OpenInput, Func<string, string?> Environment, TimeProvider Time, Random Random)
{
    /// <summary>Whether a person watches: then lines may be redrawn.</summary>
    public bool IsTerminal => Out.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>The context of a real run.</summary>
    public static CommandContext ForProcess()
    {
        var console = Console.IsOutputRedirected ? PlainConsole() : AnsiConsole.Console;
        return new(console, Console.Error, Console.OpenStandardInput, System.Environment.GetEnvironmentVariable, TimeProvider.System, new Random());
    }

    // Whatever reads a pipe or a file reads lines: no colours, and none broken.
    private static IAnsiConsole PlainConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No });
        console.Profile.Width = 10_000;
        return console;
    }

    /// <summary>Writes one line of trouble to the standard error.</summary>
    public void Complain(string line) => Error.WriteLine("eventflow: " + line);
}
