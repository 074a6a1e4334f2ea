using FsCheck;
using FsCheck.Fluent;

namespace EventFlow.Simulation.Tests.Engines;

/// <summary>What happens to a partition and its grains; <paramref name="A"/> and <paramref name="B"/> say how much or to whom.</summary>
internal sealed record WildStep(WildStepKind Kind, int A, int B)
{
    public static Gen<IReadOnlyList<WildStep>> Many(int most) =>
        from steps in One().ArrayOf(most)
        from count in Gen.Choose(0, most)
        select (IReadOnlyList<WildStep>)[.. steps.Take(count)];

    public override string ToString() => $"{Kind}({A},{B})";

    private static Gen<WildStep> One() =>
        from kind in Gen.Frequency(
            (6, Gen.Constant(WildStepKind.Deliver)), (2, Gen.Constant(WildStepKind.DeliverInPart)), (2, Gen.Constant(WildStepKind.SaveOne)), (1, Gen.Constant(WildStepKind.SaveSome)),
            (2, Gen.Constant(WildStepKind.Checkpoint)), (2, Gen.Constant(WildStepKind.Crash)))
        from a in Gen.Choose(0, 11)
        from b in Gen.Choose(0, 1_000_000)
        select new WildStep(kind, a, b);
}

/// <summary>Kinds of steps.</summary>
internal enum WildStepKind
{
    /// <summary>The next frames, A of them at most, begun B frames too early.</summary>
    Deliver,

    /// <summary>The same, but some grains fail, before or after they took their share: nothing is committed.</summary>
    DeliverInPart,

    /// <summary>A grain saves by itself, as one does that is deactivated.</summary>
    SaveOne,

    /// <summary>A checkpoint begins, some grains save, and it fails there.</summary>
    SaveSome,

    /// <summary>All grains save, and then the partition.</summary>
    Checkpoint,

    /// <summary>Everything in memory is gone; each grain comes back as any version it saved since the checkpoint.</summary>
    Crash,
}
