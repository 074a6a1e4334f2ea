namespace EventFlow.Load;

/// <summary>What a process has used up to a moment; null where the system does not tell.</summary>
/// <param name="CpuSeconds">User and system time of the process, its children and those of them that ended.</param>
/// <param name="WrittenBytes">Bytes the kernel was given to bring to the disk.</param>
/// <param name="DataBytes">Size of the files in the data directory.</param>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="PeakBytes">The most it ever was since the last reset.</param>
internal sealed record ServerReading(double? CpuSeconds, long? WrittenBytes, long? DataBytes, long? ResidentBytes, long? PeakBytes);
