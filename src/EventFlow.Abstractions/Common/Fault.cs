namespace EventFlow;

/// <summary>One thing that is wrong with an input: which field, what was found, what is expected (with the remedy where it is not obvious).</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Fault")]
public sealed record Fault(string Field, string Found, string Expected)
{
    /// <summary>The fault as a sentence.</summary>
    public override string ToString() => $"{Field} is {Found}; expected {Expected}.";
}
