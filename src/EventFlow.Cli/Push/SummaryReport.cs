using System.Globalization;
using Spectre.Console;

namespace EventFlow.Cli.Push;

/// <summary>The end of a push, for a person: a table of counts, then reasons.</summary>
internal static class SummaryReport
{
    public static void Write(CommandContext context, PushRequest request, PushSummary summary)
    {
        var table = new Table { Border = context.IsTerminal ? TableBorder.Rounded : TableBorder.Ascii };
        table.AddColumn(Markup.Escape($"{request.Service} {request.Metric}"));
        table.AddColumn(new TableColumn("rows").RightAligned());
        table.AddRow("sent", Number(summary.Sent));
        table.AddRow("accepted", Number(summary.Accepted));
        table.AddRow("duplicates", Number(summary.Duplicates));
        table.AddRow("rejected", Number(summary.Rejected));
        table.AddRow("malformed", Number(summary.Malformed));
        table.AddRow("retries", Number(summary.Retries));
        table.AddRow("rate", Number(summary.Rate) + " rows/s");
        table.AddRow("elapsed", string.Create(CultureInfo.InvariantCulture, $"{summary.Elapsed.TotalSeconds:0.00} s"));
        context.Out.Write(table);
        Reasons(context, "rejected by the silo", summary.Rejections, summary.Rejected);
        Reasons(context, "not readable, skipped", summary.Faults, summary.Malformed);
        if (summary.Ended is not null)
        {
            context.Complain(summary.Ended);
        }
        else if (summary.Sent == 0)
        {
            context.Complain($"'{request.File}' holds no row that can be sent; expected lines of timestamp,value.");
        }
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static void Reasons(CommandContext context, string title, IReadOnlyList<CsvFault> faults, long total)
    {
        foreach (var fault in faults)
        {
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line {fault.Line} {title}: {fault.Reason}"));
        }

        if (total > faults.Count && faults.Count > 0)
        {
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… and {total - faults.Count:N0} more rows {title}"));
        }
    }
}
