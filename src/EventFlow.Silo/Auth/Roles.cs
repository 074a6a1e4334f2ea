namespace EventFlow.Silo;

/// <summary>The roles, each of which may do what the ones before it may.</summary>
internal static class Roles
{
    public const string Viewer = "viewer";
    public const string Operator = "operator";
    public const string Admin = "admin";

    public static readonly IReadOnlyList<string> All = [Viewer, Operator, Admin];
}
