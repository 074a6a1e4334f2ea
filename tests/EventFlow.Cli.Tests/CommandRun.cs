using System.Text;
using EventFlow.TestKit;
using Spectre.Console;

namespace EventFlow.Cli.Tests;

/// <summary>Runs a command line in process, as from a script: output is text, waits between retries are real.</summary>
internal sealed class CommandRun
{
    private readonly LineWriter _out = new();
    private readonly LineWriter _error = new();
    private readonly CommandContext _context;

    public CommandRun(FakeSilo? silo = null, string input = "", TimeProvider? time = null, Dictionary<string, string>? environment = null)
    {
        var variables = new Dictionary<string, string>(environment ?? []);
        if (silo is not null)
        {
            variables.TryAdd("EVENTFLOW_URL", silo.Url.ToString());
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_out),
        });
        console.Profile.Width = 10_000;
        _context = new CommandContext(
            console, _error, () => new MemoryStream(Encoding.UTF8.GetBytes(input)), variables.GetValueOrDefault, time ?? TimeProvider.System, new Random(1));
    }

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Task<int> RunAsync(params string[] arguments) => new EventFlowCommandLine(_context).RunAsync(arguments);

    public Task<int> RunAsync(CancellationToken cancellation, params string[] arguments) => new EventFlowCommandLine(_context).RunAsync(arguments, cancellation);

    public Task WaitForOutAsync(string text) => _out.WaitForAsync(text);

    public Task WaitForErrorAsync(string text) => _error.WaitForAsync(text);
}
