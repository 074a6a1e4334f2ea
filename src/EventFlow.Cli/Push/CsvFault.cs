namespace EventFlow.Cli.Push;

/// <summary>A row that could not be read.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Reason">What was found and what was expected.</param>
internal readonly record struct CsvFault(long Line, string Reason);
