namespace EventFlow.Embedded.Storage;

/// <summary>A stored reminder; times are ticks of 100 ns, points in time UTC.</summary>
internal sealed record ReminderRow(string GrainType, string GrainKey, string Name, long FirstTick, long Period, long NextTick);
