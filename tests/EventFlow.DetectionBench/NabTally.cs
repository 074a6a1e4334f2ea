using System.Numerics;

namespace EventFlow.DetectionBench;

/// <summary>What an output is worth before it is weighed: credit of the windows hit, how many, cost of the false alarms and their number, and how many windows there were.</summary>
internal readonly record struct NabTally(double Credit, int Hits, double Cost, int FalseAlarms, int Reachable, int Windows) : IAdditionOperators<NabTally, NabTally, NabTally>
{
    public static NabTally operator +(NabTally a, NabTally b) =>
        new(a.Credit + b.Credit, a.Hits + b.Hits, a.Cost + b.Cost, a.FalseAlarms + b.FalseAlarms, a.Reachable + b.Reachable, a.Windows + b.Windows);

    /// <summary>The sum by a profile; comparable only over the same series.</summary>
    public double Raw(NabProfile profile) => profile.Hit * Credit - profile.Miss * (Reachable - Hits) + profile.FalseAlarm * Cost;

    /// <summary>The score from 0 (never an alarm) to 100 (every window at its first row and nothing else).</summary>
    public double Normalised(NabProfile profile)
    {
        var idle = -profile.Miss * Reachable;
        return 100 * (Raw(profile) - idle) / (profile.Hit * Windows - idle);
    }
}
