namespace EventFlow.Detection;

/// <summary>What a model expects of the next sample and how far samples usually stray from that, in the scale of the model.</summary>
internal readonly record struct Forecast(double Expected, double Deviation);
