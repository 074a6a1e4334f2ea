using System.Text.RegularExpressions;
using EventFlow.Alerting.Routing;

namespace EventFlow.Silo;

/// <summary>The filters of <c>GET /api/v2/alerts</c> and <c>/alerts/groups</c>.</summary>
internal sealed class AlertmanagerFilter
{
    private readonly List<Matcher> _matchers = [];
    private Regex? _receiver;
    private bool _active = true;
    private bool _silenced = true;
    private bool _inhibited = true;

    /// <summary>Reads them from a query; null, with what is wrong, when one cannot be read.</summary>
    public static AlertmanagerFilter? Read(IQueryCollection query, out string error)
    {
        var filter = new AlertmanagerFilter();
        error = "";
        foreach (var text in query["filter"])
        {
            if (MatcherParser.Parse(text ?? "", out var fault) is { } matchers) filter._matchers.AddRange(matchers);
            else error = $"filter is {fault}; expected a matcher such as severity=\"critical\".";
        }
        filter._active = Flag(query, "active", ref error);
        filter._silenced = Flag(query, "silenced", ref error);
        filter._inhibited = Flag(query, "inhibited", ref error);
        _ = Flag(query, "unprocessed", ref error);
        if (query["receiver"] is [{ Length: > 0 } receiver])
        {
            try { filter._receiver = new(@"\A(?:" + receiver + @")\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant); }
            catch (Exception e) when (e is ArgumentException or NotSupportedException) { error = $"receiver is '{receiver}'; expected a regular expression."; }
        }
        return error.Length > 0 ? null : filter;
    }

    /// <summary>Whether an alert that ends in these nodes is asked for.</summary>
    public bool Accepts(AlertSummary alert, IReadOnlyList<RouteNode> nodes)
    {
        var (silenced, inhibited) = (alert.Holds.SilencedBy.Count > 0, alert.Holds.InhibitedBy.Count > 0);
        if ((silenced && !_silenced) || (inhibited && !_inhibited) || (!silenced && !inhibited && !_active)) return false;
        return Matcher.AllMatch(_matchers, alert.Labels) && (_receiver is null || nodes.Any(n => AcceptsReceiver(n.Receiver)));
    }

    /// <summary>Whether groups of a receiver are asked for.</summary>
    public bool AcceptsReceiver(string receiver) => _receiver?.IsMatch(receiver) != false;

    /// <summary>Whether a silence is asked for: each matcher is held against the texts of the silence's own matchers.</summary>
    public bool Accepts(AlertmanagerSilence silence)
    {
        var labels = LabelSet.Create(silence.Matchers.Where(static m => m.IsEqual != false).Select(static m => KeyValuePair.Create(m.Name!, m.Value!)));
        return Matcher.AllMatch(_matchers, labels);
    }

    private static bool Flag(IQueryCollection query, string name, ref string error)
    {
        var text = query[name].ToString();
        if (text.Length == 0) return true;
        if (bool.TryParse(text, out var value)) return value;
        error = $"{name} is '{text}'; expected true or false.";
        return true;
    }
}
