namespace EventFlow.Cli.Push;

/// <summary>What to push, and how.</summary>
/// <param name="File">Path of the recording; <c>-</c> is the standard input.</param>
/// <param name="Service">Service of the series.</param>
/// <param name="Metric">Metric of the series.</param>
/// <param name="Unit">Unit of the values, or null.</param>
/// <param name="Labels">Further labels of the series.</param>
/// <param name="Speed">Seconds of the recording per second, above 0; null is as fast as the silo takes it.</param>
/// <param name="ShiftToNow">Move the recording in time so that it ends now.</param>
/// <param name="BatchSize">Most rows in a request, 1 to 10,000.</param>
internal sealed record PushRequest(
    string File, string Service, string Metric, string? Unit, IReadOnlyDictionary<string, string> Labels, double? Speed, bool ShiftToNow, int BatchSize);
