namespace EventFlow.Detection;

/// <summary>What a seasonal profile expects at a time: the two knots around it and the share of the later one, whether they are known, the value, and how far samples usually stray (0 while unknown).</summary>
internal readonly record struct SeasonalForecast(int Knot, int Next, double Share, bool IsKnown, double Expected, double Stray);
