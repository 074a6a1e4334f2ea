namespace EventFlow.Dashboard.Preview;

/// <summary>A metric of the made-up installation: its usual level, daily swing and noise, and how an incident moves it.</summary>
public sealed record PreviewMetric(string Name, string Unit, double Level, double Swing, double Noise, double Incident, double Max, LabelSet Labels);
