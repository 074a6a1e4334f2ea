namespace EventFlow.Alerting.Routing;

/// <summary>How a matcher compares.</summary>
public enum MatcherOperator
{
    /// <summary>Not set; a default value of this type.</summary>
    None = 0,

    /// <summary><c>=</c>: the value is this text.</summary>
    Equal = 1,

    /// <summary><c>!=</c>: the value is not this text.</summary>
    NotEqual = 2,

    /// <summary><c>=~</c>: the whole value matches the expression.</summary>
    Matches = 3,

    /// <summary><c>!~</c>: the whole value does not match the expression.</summary>
    DoesNotMatch = 4,
}
