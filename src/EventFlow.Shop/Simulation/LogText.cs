using System.Globalization;
using System.Text;
using EventFlow.Shop.Services;

namespace EventFlow.Shop.Simulation;

/// <summary>Fills a template from a journey: the text for people, the same values as fields for machines.</summary>
internal static class LogText
{
    public static (string Message, IReadOnlyList<KeyValuePair<string, object>> Fields) Fill(LogTemplate template, Journey journey)
    {
        var text = new StringBuilder();
        var fields = new List<KeyValuePair<string, object>> { new("caller", template.Caller) };
        var rest = template.Message.AsSpan();
        while (rest.IndexOf('{') is >= 0 and var open)
        {
            var close = rest.IndexOf('}');
            var name = rest[(open + 1)..close].ToString();
            var value = journey[name];
            text.Append(rest[..open]).Append(Convert.ToString(value, CultureInfo.InvariantCulture));
            fields.Add(new(name, value));
            rest = rest[(close + 1)..];
        }

        return (text.Append(rest).ToString(), fields);
    }
}
