namespace EventFlow.Cli.Push;

/// <summary>A row of a recording.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Timestamp">Event time, unix ms.</param>
/// <param name="Value">Finite.</param>
internal readonly record struct CsvPoint(long Line, long Timestamp, double Value);
