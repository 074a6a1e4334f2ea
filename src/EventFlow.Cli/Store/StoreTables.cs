using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace EventFlow.Cli.Store;

/// <summary>Tables in the manner of <c>push</c>.</summary>
internal sealed class StoreTables
{
    private StoreTables(Table table) => Table = table;

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>An empty table; a column whose name ends with &gt; is of numbers.</summary>
    public static StoreTables Make(CommandContext context, params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = context.IsTerminal ? TableBorder.Rounded : TableBorder.Ascii };
        foreach (var column in columns)
        {
            table.AddColumn(column.EndsWith('>') ? new TableColumn(column[..^1]).RightAligned() : new TableColumn(column));
        }

        return new StoreTables(table);
    }

    /// <summary>A line of plain texts.</summary>
    public void Add(params ReadOnlySpan<string> cells)
    {
        var escaped = new string[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            escaped[i] = Markup.Escape(cells[i]);
        }

        Table.AddRow(escaped);
    }

    /// <summary>A line of a stream, or a partition.</summary>
    public void Row(string name, long events, JsonElement of, long lost) => Add(
        name, Number(events), Number(of.GetProperty("bytes").GetInt64()), Time(of.GetProperty("firstTime")), Time(of.GetProperty("lastTime")),
        of.GetProperty("eventsPerSecond").GetDouble().ToString("0.#", CultureInfo.InvariantCulture), Number(lost));

    /// <summary>A number with thousands set apart.</summary>
    public static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A time in UTC; a dash when there is none.</summary>
    public static string Time(JsonElement unixMs) => unixMs.ValueKind == JsonValueKind.Number
        ? DateTimeOffset.FromUnixTimeMilliseconds(unixMs.GetInt64()).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : "-";
}
