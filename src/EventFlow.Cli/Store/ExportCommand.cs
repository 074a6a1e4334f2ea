using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary><c>eventflow export</c>: a range of stored events as a file.</summary>
internal sealed class ExportCommand : StoreCommand
{
    private readonly Argument<string> _stream = new("STREAM") { Description = "Name of the stream." };

    private readonly RangeOptions _range;

    private readonly Option<string?> _output = new("--output", "-o") { Description = "File to write, compressed when its name ends with .gz. Default: STREAM.ndjson.gz; - is the standard output." };

    public ExportCommand(CommandContext context)
        : base(context, "export", "Write a range of stored events into a file that import, or POST /api/events, takes back.")
    {
        _range = new RangeOptions(context);
        Arguments.Add(_stream);
        _range.AddTo(this);
        Options.Add(_output);
        Finish();
    }

    protected override async Task<int> RunAsync(SiloApi silo, ParseResult arguments, CancellationToken cancellation)
    {
        var stream = arguments.GetRequiredValue(_stream);
        var file = arguments.GetValue(_output) ?? stream + ".ndjson.gz";
        using var answer = await silo.OpenAsync(_range.Query(arguments, $"api/export?stream={Uri.EscapeDataString(stream)}"), "application/x-ndjson", cancellation).ConfigureAwait(false);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
        if (file == "-")
        {
            return Conclude(await CopyAsync(lines, Context.Out.Profile.Out.Writer, cancellation).ConfigureAwait(false), "the standard output", quiet: true);
        }

        // Under another name until it is whole, so that nobody takes a cut one for it.
        var part = file + ".part";
        string? fault;
        long events;
        await using (var writer = Open(part, file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)))
        {
            (fault, events) = await CopyAsync(lines, writer, cancellation).ConfigureAwait(false);
        }

        if (fault is null)
        {
            File.Move(part, file, overwrite: true);
        }

        return Conclude((fault, events), fault is null ? file : part, quiet: false);
    }

    private int Conclude((string? Fault, long Events) copied, string where, bool quiet)
    {
        if (copied.Fault is not null)
        {
            Context.Complain($"the export is not whole: {copied.Fault}. {copied.Events:N0} events are in {where}; run it again.");
            return ExitCodes.Failed;
        }

        if (!quiet)
        {
            Context.Out.WriteLine($"{StoreTables.Number(copied.Events)} events written to {where}");
        }

        return ExitCodes.Done;
    }

    private async Task<(string? Fault, long Events)> CopyAsync(StreamReader lines, TextWriter writer, CancellationToken cancellation)
    {
        using var check = new ExportCheck();
        var last = Context.Time.GetTimestamp();
        try
        {
            while (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                check.Take(line);
                await writer.WriteAsync(line).ConfigureAwait(false);
                await writer.WriteAsync('\n').ConfigureAwait(false);
                if (Context.Time.GetElapsedTime(last) > TimeSpan.FromSeconds(5))
                {
                    last = Context.Time.GetTimestamp();
                    await Context.Error.WriteLineAsync($"{StoreTables.Number(check.Events)} events …").ConfigureAwait(false);
                }
            }
        }
        catch (Exception error) when (error is HttpIOException or HttpRequestException)
        {
            return ("the connection broke: " + error.Message.TrimEnd('.'), check.Events);
        }

        return (check.Fault, check.Events);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The writer owns the streams below it.")]
    private static StreamWriter Open(string path, bool compressed)
    {
        var file = File.Create(path);
        return new StreamWriter(compressed ? new GZipStream(file, CompressionLevel.Optimal) : file);
    }
}
