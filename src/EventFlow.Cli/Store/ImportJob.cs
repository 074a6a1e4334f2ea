using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EventFlow.Client;

namespace EventFlow.Cli.Store;

/// <summary>
/// Sends lines in batches that follow from the lines alone, numbered: sent again, they are the same batches with the same numbers, and the silo drops what it has. One use.
/// </summary>
internal sealed class ImportJob(IngestionClient client, CommandContext context, string? producer, Func<double>? fraction)
{
    private const int LinesAtOnce = 1_000;
    private const int CharactersAtOnce = 1 << 20;
    private const int MostReasons = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _body = new();
    private readonly List<long> _lines = [];
    private string? _producer = producer;

    public long Sent { get; private set; }

    public long Accepted { get; private set; }

    public long Duplicates { get; private set; }

    public long Rejected { get; private set; }

    public List<string> Reasons { get; } = [];

    public IngestResult? Failure { get; private set; }

    public async Task RunAsync(StreamReader lines, Action<double?, string> report, CancellationToken cancellation)
    {
        var (number, sequence) = (0L, 0L);
        using var check = new ExportCheck();
        while (Failure is null && await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            number++;
            if (!check.Take(line) || string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            _body.Append(line).Append('\n');
            _lines.Add(number);
            if (_lines.Count >= LinesAtOnce || _body.Length >= CharactersAtOnce)
            {
                await SendAsync(sequence++, cancellation).ConfigureAwait(false);
                report(fraction?.Invoke(), string.Create(CultureInfo.InvariantCulture, $"{Accepted:N0} accepted, {Duplicates:N0} known, {Rejected:N0} rejected"));
            }
        }

        if (Failure is null && _lines.Count > 0)
        {
            await SendAsync(sequence, cancellation).ConfigureAwait(false);
        }

        report(Failure is null ? 1 : null, string.Create(CultureInfo.InvariantCulture, $"{Accepted:N0} accepted"));
    }

    private async Task SendAsync(long sequence, CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetBytes(_body.ToString());

        // The first batch names the file: another file has other events, or the same ones in other batches, and is another producer.
        _producer ??= "import-" + Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
        var result = await client.SendAsync(
            new OutgoingBatch(bytes, _lines.Count, _producer, sequence), _ => Patience, (failed, wait) => context.Complain($"{failed.Status}: {failed.Detail}; trying again in {wait.TotalSeconds:0.#} s"), cancellation)
            .ConfigureAwait(false);
        if (result.Status != IngestStatus.Answered)
        {
            Failure = result;
            return;
        }

        Sent += _lines.Count;
        // What the silo has already is as good as accepted, as with push.
        Accepted += result.Accepted + result.Duplicates;
        Duplicates += result.Duplicates;
        Rejected += result.Rejected;
        foreach (var error in result.Errors)
        {
            if (Reasons.Count < MostReasons && error.Index >= 0 && error.Index < _lines.Count)
            {
                Reasons.Add(string.Create(CultureInfo.InvariantCulture, $"line {_lines[error.Index]} rejected by the silo: {error}"));
            }
        }

        _body.Clear();
        _lines.Clear();
    }
}
