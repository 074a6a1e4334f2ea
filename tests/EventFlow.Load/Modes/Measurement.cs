namespace EventFlow.Load;

/// <summary>A load and what the server used for it.</summary>
/// <param name="Result">What became of the load.</param>
/// <param name="Before">The server before its first request.</param>
/// <param name="AtAck">The server at the last acknowledgement.</param>
/// <param name="Settled">The server after everything was applied and the disk had what was put off.</param>
/// <param name="Drained">From the last acknowledgement until everything was applied; null when that was not seen.</param>
/// <param name="Applied">Events that were applied, as the server counts them.</param>
/// <param name="Memory">Resident memory over time.</param>
/// <param name="ClientCpuSeconds">CPU time of this tool.</param>
internal sealed record Measurement(
    LoadResult Result, ServerReading Before, ServerReading AtAck, ServerReading Settled, TimeSpan? Drained, double? Applied, MemoryTrend Memory, double ClientCpuSeconds);
