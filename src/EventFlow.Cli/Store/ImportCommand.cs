using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using EventFlow.Client;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow import</c>: sends the events of a file.</summary>
internal sealed class ImportCommand : StoreCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "Lines of JSON, .gz too; - reads the standard input." };

    private readonly Option<string?> _producer = new("--producer") { Description = "Name under which the silo counts the batches. Default: made of the file's beginning, so that a file sent twice counts once." };

    private readonly Option<bool> _partial = new("--partial") { Description = "Also send a file that lacks the last line of an export, or does not match it." };

    public ImportCommand(CommandContext context)
        : base(context, "import", "Send the events of an exported file, or of any file of lines that POST /api/events takes. Run again after an interruption, it counts nothing twice.")
    {
        Arguments.Add(_file);
        Options.Add(_producer);
        Options.Add(_partial);
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var file = arguments.GetRequiredValue(_file);
        if (file != "-" && !arguments.GetValue(_partial) && await FaultOfAsync(file, cancellation).ConfigureAwait(false) is { } fault)
        {
            Context.Complain($"'{file}' is no whole export: {fault}. Nothing was sent; --partial sends what there is.");
            return ExitCodes.Failed;
        }

        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(60));
        var retries = new RetrySchedule(TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(10), Context.Random);
        var client = new IngestionClient(http, silo.Credential, retries, Context.Time, gzip: true);
        using var lines = Open(file);
        var job = new ImportJob(client, Context, arguments.GetValue(_producer), lines.Length);
        await ShowAsync(file, job, lines.Reader, cancellation).ConfigureAwait(false);
        return Report(file, job, silo);
    }

    private async Task ShowAsync(string file, ImportJob job, StreamReader reader, CancellationToken cancellation)
    {
        if (!Context.IsTerminal)
        {
            await job.RunAsync(reader, static (_, _) => { }, cancellation).ConfigureAwait(false);
            return;
        }

        await Context.Out.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn()).StartAsync(async progress =>
        {
            var bar = progress.AddTask(Markup.Escape(file), maxValue: 1);
            await job.RunAsync(reader, (fraction, text) =>
            {
                bar.IsIndeterminate = fraction is null;
                bar.Value = fraction ?? 0;
                bar.Description = Markup.Escape(text);
            }, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private int Report(string file, ImportJob job, SiloApi silo)
    {
        var table = StoreTables.Make(Context, Markup.Escape(Path.GetFileName(file)), "events>");
        table.Add("sent", StoreTables.Number(job.Sent));
        table.Add("accepted", StoreTables.Number(job.Accepted));
        table.Add("duplicates", StoreTables.Number(job.Duplicates));
        table.Add("rejected", StoreTables.Number(job.Rejected));
        Context.Out.Write(table.Table);
        foreach (var reason in job.Reasons)
        {
            Context.Out.WriteLine(reason);
        }

        if (job.Failure is { } failure)
        {
            Context.Complain(Troubles.Of(failure, silo.Url, silo.Credential) + " Import the file again when it works: what was accepted is recognised.");
        }

        return job.Failure is null && job.Rejected == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<string?> FaultOfAsync(string file, CancellationToken cancellation)
    {
        using var lines = new StreamReader(Unzipped(File.OpenRead(file), file));
        using var check = new ExportCheck();
        try
        {
            while (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                check.Take(line);
            }
        }
        catch (InvalidDataException error)
        {
            return error.Message.TrimEnd('.');
        }

        return check.Fault;
    }

    private (StreamReader Reader, Stream? File) OpenStreams(string file)
    {
        if (file == "-")
        {
            return (new StreamReader(Context.OpenInput()), null);
        }

        var stream = File.OpenRead(file);
        return (new StreamReader(Unzipped(stream, file)), stream);
    }

    private OpenedFile Open(string file)
    {
        var (reader, stream) = OpenStreams(file);
        return new OpenedFile(reader, stream is null ? null : () => stream.Length == 0 ? 1 : (double)stream.Position / stream.Length);
    }

    private static Stream Unzipped(Stream file, string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;

    private sealed record OpenedFile(StreamReader Reader, Func<double>? Length) : IDisposable
    {
        public void Dispose() => Reader.Dispose();
    }
}
