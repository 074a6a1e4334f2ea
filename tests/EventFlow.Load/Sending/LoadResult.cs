namespace EventFlow.Load;

/// <summary>What became of a load.</summary>
/// <param name="Offered">Requests that fell due.</param>
/// <param name="Unsent">Those of them that no connection was free to send.</param>
/// <param name="Due">The time in which they fell due.</param>
/// <param name="Elapsed">From the begin to the last acknowledgement, at least the time in which requests fell due.</param>
/// <param name="Tally">All connections together.</param>
/// <param name="NextRequest">Where another load goes on.</param>
internal sealed record LoadResult(long Offered, long Unsent, TimeSpan Due, TimeSpan Elapsed, LoadTally Tally, long NextRequest);
