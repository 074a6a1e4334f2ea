using System.Numerics;

namespace EventFlow.DetectionBench;

/// <summary>Points found, falsely alarmed and anomalous, with the segments they belong to.</summary>
internal readonly record struct KpiTally(long Found, long False, long Anomalous, int Hits, int Segments, long FoundCapped, long AnomalousCapped) : IAdditionOperators<KpiTally, KpiTally, KpiTally>
{
    public double Precision => Found == 0 ? 0 : (double)Found / (Found + False);

    public double Recall => Anomalous == 0 ? 0 : (double)Found / Anomalous;

    public double F1 => Found == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>F1 with no segment worth more than <see cref="KpiScorer.Cap"/> points: a few segments of thousands of points else decide everything.</summary>
    public double CappedF1 => FoundCapped == 0 ? 0 : 2.0 * FoundCapped / (FoundCapped + False + AnomalousCapped);

    public static KpiTally operator +(KpiTally a, KpiTally b) => new(a.Found + b.Found, a.False + b.False, a.Anomalous + b.Anomalous, a.Hits + b.Hits, a.Segments + b.Segments, a.FoundCapped + b.FoundCapped, a.AnomalousCapped + b.AnomalousCapped);
}
