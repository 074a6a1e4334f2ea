using Microsoft.Extensions.Logging;

namespace EventFlow.Embedded.Streams;

/// <summary>What all pumps share.</summary>
internal sealed record StreamPumpSettings(int BatchSize, TimeSpan MaxBackoff, TimeProvider TimeProvider, ILogger Logger);
