using EventFlow.Detection;

namespace EventFlow.Tests.Detection;

/// <summary>What every detector of series must do. A detector's test class derives from this and adds what is its own.</summary>
public abstract class SeriesDetectorConformance
{
    private const int Length = 600;
    private const int LargestState = 4096;

    protected abstract string Name { get; }

    /// <summary>Parameters under which a constant of 50 is normal.</summary>
    protected virtual string Parameters => "{}";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    /// <summary>Whether a level that stays becomes the usual one; limits that a person set stay.</summary>
    protected virtual bool Accepts => true;

    /// <summary>Whether limits follow the size of the series, so that its unit does not matter.</summary>
    protected virtual bool IsScaleFree => true;

    /// <summary>Whether a series moved as a whole is judged alike, limits in percent left out; limits that a person set stay where they are.</summary>
    protected virtual bool IsShiftFree => true;

    /// <summary>The parameters without limits in percent of the level, which mean something else at another level.</summary>
    protected virtual string ShiftParameters => Parameters;

    /// <summary>Samples of a new level after which it counts as normal, with some to spare.</summary>
    protected virtual int SamplesToAccept => 5_700;

    private BoundDetector Bound => DetectorHost.Bind(Name, Parameters);

    [Theory, MemberData(nameof(Seeds))]
    public void Observe_SameInputAgain_GivesTheSameResults(int seed)
    {
        var stream = Stream(seed);
        Assert.Equal(Run(Bound.CreateForSeries(), stream), Run(Bound.CreateForSeries(), stream));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Save_InMidstream_GoesOnAsIfUninterrupted(int seed)
    {
        var stream = Stream(seed);
        var expected = Run(Bound.CreateForSeries(), stream);
        var bound = Bound;
        var detector = bound.CreateForSeries();
        var actual = new List<DetectionResult>();
        for (var i = 0; i < stream.Count; i++)
        {
            if (i % 37 == 0)
            {
                detector = bound.ResumeForSeries(bound.Save(detector), out var resumed);
                Assert.True(resumed);
            }

            actual.Add(detector.Observe(stream[i]));
        }

        Assert.Equal(expected, actual);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Observe_ExtremeValuesAndTimes_GivesFiniteNumbersAndKeepsItsSize(int seed)
    {
        var random = new Random(seed);
        var bound = Bound;
        var detector = bound.CreateForSeries();
        for (var i = 0; i < Length * 2; i++)
        {
            AssertFit(detector.Observe(new(ExtremeTime(random), ExtremeValue(random))));
        }

        var state = bound.Save(detector);
        Assert.InRange(state.Length, 0, LargestState);
        bound.ResumeForSeries(state, out var resumed);
        Assert.True(resumed);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Observe_NotANumberOrInfinite_IsNotJudgedAndLeavesNoTrace(int seed)
    {
        var clean = Bound.CreateForSeries();
        var disturbed = Bound.CreateForSeries();
        foreach (var observation in Stream(seed))
        {
            foreach (var wild in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
                Assert.Equal(Verdict.Warming, disturbed.Observe(new(observation.Time, wild)).Verdict);
            Assert.Equal(clean.Observe(observation), disturbed.Observe(observation));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Observe_InAnotherUnit_GivesTheSameVerdictsAndScores(int seed)
    {
        if (!IsScaleFree) return;
        var stream = Stream(seed);

        // A power of two: nothing is rounded, so nothing may differ.
        const double unit = 1024;
        var expected = Run(Bound.CreateForSeries(), stream);
        var actual = Run(Bound.CreateForSeries(), stream.Select(static o => new Observation(o.Time, o.Value * unit)));
        for (var i = 0; i < stream.Count; i++)
        {
            Assert.Equal(expected[i].Verdict, actual[i].Verdict);
            Assert.Equal(expected[i].Score, actual[i].Score, 6);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Observe_ShiftedSeries_IsJudgedAlike(int seed)
    {
        if (!IsShiftFree) return;
        var random = new Random(seed);

        // Multiples of 1/64 and a shift that is a whole number: both series are exact, so only the arithmetic of the detector may round.
        var stream = Enumerable.Range(0, Length)
            .Select(i => new Observation(i * 5000L, Math.Round(64 * (50 + random.NextDouble() * 4 + (i % 97 == 96 ? 40 : 0))) / 64)).ToList();
        var bound = DetectorHost.Bind(Name, ShiftParameters);
        var expected = Run(bound.CreateForSeries(), stream);
        var actual = Run(bound.CreateForSeries(), stream.Select(static o => new Observation(o.Time, o.Value + 512)));
        for (var i = 0; i < stream.Count; i++)
        {
            Assert.Equal(expected[i].Verdict, actual[i].Verdict);
            Assert.Equal(expected[i].Score, actual[i].Score, 1e-3 * Math.Max(1, expected[i].Score));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(0.1)]
    [InlineData(-7e-310)]
    public void Observe_Constant_IsNeverAnomalous(double value)
    {
        var detector = Bound.CreateForSeries();
        for (var i = 0; i < Length; i++) Assert.NotEqual(Verdict.Anomalous, detector.Observe(new(i * 5000L, value)).Verdict);
    }

    [Fact]
    public void Observe_AfterLongGap_JudgesAndDoesNotThrow()
    {
        var detector = Bound.CreateForSeries();
        for (var i = 0; i < 100; i++) detector.Observe(new(i * 5000L, 50 + i % 3));
        var result = detector.Observe(new(100 * 5000L + 400L * 24 * 3600 * 1000, 51));
        AssertFit(result);
        Assert.NotEqual(Verdict.Anomalous, result.Verdict);
    }

    [Fact]
    public void Observe_CounterThatStartsAgain_JudgesAndGoesOn()
    {
        var detector = Bound.CreateForSeries();
        var value = 0.0;
        for (var i = 0; i < Length; i++)
        {
            value = i % 200 == 199 ? 0 : value + 10 + i % 3;
            AssertFit(detector.Observe(new(i * 5000L, value)));
        }

        Assert.InRange(Bound.Save(detector).Length, 0, LargestState);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(0.5)]
    public void Observe_StepThatStays_EndsBeingAnomalous(double level)
    {
        if (!Accepts) return;
        var detector = Bound.CreateForSeries();
        DetectionResult last = default;
        for (var i = 0; i < 300 + SamplesToAccept; i++) last = detector.Observe(new(i * 5000L, (i < 300 ? 50 : level) * (1 + i * 7 % 5 * 0.01)));
        Assert.NotEqual(Verdict.Anomalous, last.Verdict);
    }

    [Fact]
    public void Observe_LateSamples_LeaveNoTrace()
    {
        var clean = Bound.CreateForSeries();
        var disturbed = Bound.CreateForSeries();
        var random = new Random(3);
        for (var i = 0; i < Length; i++)
        {
            var observation = new Observation(i * 5000L + 1_000_000, 50 + random.NextDouble());
            Assert.Equal(clean.Observe(observation), disturbed.Observe(observation));
            AssertFit(disturbed.Observe(new(observation.Time - random.Next(1, 900_000), random.NextDouble() * 1e6)));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void TryLoad_DamagedState_StartsAfresh(int seed)
    {
        var random = new Random(seed);
        var bound = Bound;
        var detector = bound.CreateForSeries();
        foreach (var observation in Stream(seed)) detector.Observe(observation);
        var state = bound.Save(detector);
        foreach (var damaged in new[] { state[..random.Next(state.Length)], [.. state, 1], [9, 9, .. state] })
        {
            var fresh = bound.ResumeForSeries(damaged, out var resumed);
            Assert.False(resumed);
            Assert.Equal(bound.CreateForSeries().Observe(new(1, 50)), fresh.Observe(new(1, 50)));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void TryLoad_AnyBytes_NeverThrowsNorLetsNaNOut(int seed)
    {
        var random = new Random(seed);
        var bound = Bound;
        for (var round = 0; round < 50; round++)
        {
            var state = bound.Save(bound.CreateForSeries());
            Array.Resize(ref state, state.Length + random.Next(80));
            random.NextBytes(state.AsSpan(2));
            var detector = bound.ResumeForSeries(state, out _);
            for (var i = 0; i < 20; i++) AssertFit(detector.Observe(new(i * 1000, i % 4)));
        }
    }

    protected static void AssertFit(DetectionResult result)
    {
        Assert.NotEqual(default, result.Verdict);
        Assert.InRange(result.Score, 0, DetectionResult.Certain);
        foreach (var number in new[] { result.Expected, result.Lower, result.Upper }) Assert.True(number is null || double.IsFinite(number.Value));
    }

    protected static List<DetectionResult> Run(ISeriesDetector detector, IEnumerable<Observation> stream) => [.. stream.Select(o => detector.Observe(o))];

    /// <summary>Noise with steps, spikes, gaps, equal and late times.</summary>
    private static List<Observation> Stream(int seed)
    {
        var random = new Random(seed);
        var stream = new List<Observation>(Length);
        long time = 1_700_000_000_000;
        double level = random.Next(1, 1000);
        for (var i = 0; i < Length; i++)
        {
            time += random.Next(20) switch { 0 => 0, 1 => -30_000, 2 => 600_000, _ => 5000 };
            if (random.Next(100) == 0) level *= 0.2 + 5 * random.NextDouble();
            var value = level * (1 + 0.05 * (random.NextDouble() - 0.5)) * (random.Next(40) == 0 ? 6 : 1);
            stream.Add(new(time, value));
        }

        return stream;
    }

    private static double ExtremeValue(Random random) => random.Next(9) switch
    {
        0 => double.MaxValue,
        1 => -double.MaxValue,
        2 => double.Epsilon,
        3 => -double.Epsilon,
        4 => 0,
        5 => -0.0,
        6 => 1e-300 * random.NextDouble(),
        7 => Math.Pow(10, random.Next(-308, 308)),
        _ => random.NextDouble(),
    };

    private static long ExtremeTime(Random random) => random.Next(6) switch
    {
        0 => long.MaxValue,
        1 => long.MinValue,
        2 => 0,
        3 => -random.NextInt64(),
        _ => random.NextInt64(),
    };
}
