namespace EventFlow.Detection;

/// <summary>Within which statistics of detectors stay, so that they fit into single precision.</summary>
internal static class TailRange
{
    public const float Smallest = 1e-30f;
    public const float Largest = 1e30f;
}
