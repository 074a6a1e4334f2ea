using System.Buffers;
using System.Buffers.Binary;

namespace EventFlow.Detection;

/// <summary>A detector with its parameters read: makes instances, and saves and loads their state. Thread safe.</summary>
public sealed class BoundDetector
{
    private const int HeaderLength = sizeof(ushort);

    private readonly Func<ISeriesDetector>? _createForSeries;
    private readonly Func<IServiceDetector>? _createForService;
    private readonly int _stateVersion;

    internal BoundDetector(
        string name, DetectorScope scope, int stateVersion, string parameters, IReadOnlyList<double> levels, Func<ISeriesDetector>? createForSeries, Func<IServiceDetector>? createForService,
        TimeSpan? longestHold = null)
    {
        Name = name;
        Scope = scope;
        Levels = levels;
        LongestHold = longestHold;
        Key = $"{name} {parameters}";
        _stateVersion = stateVersion;
        _createForSeries = createForSeries;
        _createForService = createForService;
    }

    /// <summary>Name of the detector.</summary>
    public string Name { get; }

    /// <summary>What it watches.</summary>
    public DetectorScope Scope { get; }

    /// <summary>Name and all parameters in one text: a state belongs to exactly one key.</summary>
    public string Key { get; }

    /// <summary>Levels worth a line across a chart.</summary>
    public IReadOnlyList<double> Levels { get; }

    /// <inheritdoc cref="IDetectorOptions.LongestHold"/>
    public TimeSpan? LongestHold { get; }

    /// <summary>A detector that has seen nothing yet, for one series.</summary>
    public ISeriesDetector CreateForSeries() => _createForSeries?.Invoke() ?? throw new InvalidOperationException($"Detector '{Name}' watches services; expected one that watches series.");

    /// <summary>A detector that has seen nothing yet, for one service.</summary>
    public IServiceDetector CreateForService() => _createForService?.Invoke() ?? throw new InvalidOperationException($"Detector '{Name}' watches series; expected one that watches services.");

    /// <summary>The state of a detector with the version of its form.</summary>
    public byte[] Save(ISeriesDetector detector) => Save(detector.Save);

    /// <inheritdoc cref="Save(ISeriesDetector)"/>
    public byte[] Save(IServiceDetector detector) => Save(detector.Save);

    /// <summary>A detector that goes on from a saved state, or a new one when there is none, it is of another version, or it is damaged; <paramref name="resumed"/> says which.</summary>
    public ISeriesDetector ResumeForSeries(byte[]? state, out bool resumed)
    {
        var detector = CreateForSeries();
        resumed = TryOpen(state, out var body) && detector.TryLoad(body);
        return detector;
    }

    /// <inheritdoc cref="ResumeForSeries"/>
    public IServiceDetector ResumeForService(byte[]? state, out bool resumed)
    {
        var detector = CreateForService();
        resumed = TryOpen(state, out var body) && detector.TryLoad(body);
        return detector;
    }

    private byte[] Save(Action<IBufferWriter<byte>> save)
    {
        var writer = new ArrayBufferWriter<byte>(64);
        BinaryPrimitives.WriteUInt16LittleEndian(writer.GetSpan(HeaderLength), checked((ushort)_stateVersion));
        writer.Advance(HeaderLength);
        save(writer);
        return writer.WrittenSpan.ToArray();
    }

    private bool TryOpen(byte[]? state, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (state is null || state.Length < HeaderLength || BinaryPrimitives.ReadUInt16LittleEndian(state) != _stateVersion) return false;
        body = state.AsSpan(HeaderLength);
        return true;
    }
}
