using System.Text.RegularExpressions;

namespace EventFlow.Alerting.Escalation;

/// <summary>The form of the ids of policies and rotas.</summary>
internal static partial class EscalationIds
{
    private const int LongestComment = 1_000;

    public static void Check(string id, string name, List<Fault> faults)
    {
        if (!Id().IsMatch(id ?? "") || id == EscalationPath.NoPolicy) faults.Add(new("id", $"'{id}'", $"1 to 64 letters, digits and dashes, and not '{EscalationPath.NoPolicy}'"));
        if (name.Length > 200 || name.Any(char.IsControl)) faults.Add(new("name", $"{name.Length} characters", "at most 200 on one line"));
    }

    public static void CheckComment(string comment, List<Fault> faults)
    {
        if (comment.Length > LongestComment) faults.Add(new("comment", $"{comment.Length} characters", $"at most {LongestComment}"));
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
