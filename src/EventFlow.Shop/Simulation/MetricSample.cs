namespace EventFlow.Shop.Simulation;

/// <summary>One value of one metric of one service.</summary>
internal readonly record struct MetricSample(string Service, string Metric, double Value, string Unit);
