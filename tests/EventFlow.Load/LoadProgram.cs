using System.Globalization;

namespace EventFlow.Load;

/// <summary>The command line: runs a mode or the whole table, prints the report, and says by its exit code whether there was a fault (1) or the command was wrong (2). A missed goal is no fault.</summary>
internal static class LoadProgram
{
    private const string Table = "all";

    /// <summary>Runs a command.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, TimeProvider clock)
    {
        var modes = args.Length == 0 ? [] : LoadModes.All.Where(m => m.Name == args[0] || (args[0] == Table && m.InAll)).ToList();
        if (modes.Count == 0)
        {
            await errors.WriteAsync(Help()).ConfigureAwait(false);
            return 2;
        }

        try
        {
            var arguments = new LoadArguments(args[1..]);
            var report = await RunAsync(modes, args, arguments, errors, clock).ConfigureAwait(false);
            await output.WriteAsync(report.ToText()).ConfigureAwait(false);
            if (arguments.Text("json") is { } file)
            {
                await File.WriteAllTextAsync(file, report.ToJson()).ConfigureAwait(false);
            }

            return report.Modes.Any(static m => m.Faults.Count > 0) ? 1 : 0;
        }
        catch (ArgumentException e)
        {
            await errors.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 2;
        }
    }

    private static async Task<LoadReport> RunAsync(List<LoadMode> modes, string[] args, LoadArguments arguments, TextWriter progress, TimeProvider clock)
    {
        var (machine, started) = (MachineFacts.Read(), clock.GetUtcNow());
        var reports = new List<ModeReport>();
        foreach (var mode in modes)
        {
            await progress.WriteLineAsync($"{clock.GetUtcNow():HH:mm:ss} {mode.Name}: {mode.Purpose}").ConfigureAwait(false);
            var load = MachineFacts.LoadOf();
            var found = await mode.Run(arguments, clock).ConfigureAwait(false);
            foreach (var report in found)
            {
                report.Notes.Add($"Load average of the machine before: {load}.");
            }

            reports.AddRange(found);
        }

        return new LoadReport($"EventFlow.Load {string.Join(' ', args)}", machine, started.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture), reports);
    }

    private static string Help()
    {
        var lines = new List<string> { "Usage: dotnet run -c Release --project tests/EventFlow.Load -- MODE [--option value]...", "", $"  {Table,-20} the whole table" };
        lines.AddRange(LoadModes.All.Select(static m => $"  {m.Name,-20} {m.Purpose}"));
        lines.Add("");
        lines.AddRange(LoadArguments.Known.Select(static o => $"  {"--" + o.Name + " " + o.Value,-24} {o.What}"));
        return string.Join(Environment.NewLine, lines) + Environment.NewLine;
    }
}
