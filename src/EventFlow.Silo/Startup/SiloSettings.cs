namespace EventFlow.Silo;

/// <summary>What a silo is started with, from the command line and the settings.</summary>
/// <param name="DataDirectory">Full path of the folder that holds everything it keeps (<c>EventFlow:DataDirectory</c>, <c>--data</c>).</param>
/// <param name="Samples">Whether the sample services run beside it (<c>EventFlow:Samples:Enabled</c>, <c>--samples</c>). Default: in development.</param>
internal sealed record SiloSettings(string DataDirectory, bool Samples);
