using System.Globalization;

namespace EventFlow.SegmentLog;

/// <summary>Names a partition of a stream.</summary>
/// <param name="Stream">1 to 100 of a-z, 0-9, '.', '_', '-', beginning with a letter or digit; it becomes a folder's name.</param>
/// <param name="Partition">From 0 to 99,999.</param>
public readonly record struct PartitionId(string Stream, int Partition)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stream}/{Partition}");

    internal static PartitionId Checked(string stream, int partition)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partition, 99_999);
        if (stream.Length is 0 or > 100 || !char.IsAsciiLetterOrDigit(stream[0]) || !stream.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-'))
        {
            throw new ArgumentException(
                $"Stream name '{stream}' is not usable; expected 1 to 100 characters of a-z, 0-9, '.', '_', '-', beginning with a letter or digit.", nameof(stream));
        }

        return new PartitionId(stream, partition);
    }
}
