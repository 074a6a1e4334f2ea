using System.Globalization;

namespace EventFlow.Dashboard.OnCall;

/// <summary>What is typed into the form of a rota.</summary>
public sealed class RotaForm
{
    /// <summary>Its id; fixed once it exists.</summary>
    public string Id { get; set; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its time zone.</summary>
    public string Zone { get; set; } = "";

    /// <summary>The people, one a line: <c>Ada: mail ada@example.com, pager</c>.</summary>
    public string People { get; set; } = "";

    /// <summary>Who takes turns.</summary>
    public List<LayerForm> Layers { get; } = [];

    /// <summary>Why it is changed.</summary>
    public string Comment { get; set; } = "";

    /// <summary>Whether it exists already.</summary>
    public bool IsKnown { get; init; }

    /// <summary>A form for a new rota, whose first turn is today.</summary>
    public static RotaForm New(DateTimeOffset now, string zone)
    {
        var form = new RotaForm { Zone = zone };
        form.Layers.Add(new() { StartsOn = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
        return form;
    }

    /// <summary>A form that shows a rota.</summary>
    public static RotaForm Of(OnCallRota rota)
    {
        var form = new RotaForm { Id = rota.Id, Name = rota.Name, Zone = rota.TimeZone ?? "", People = string.Join('\n', (rota.Members ?? []).Select(Line)), IsKnown = true };
        form.Layers.AddRange((rota.Layers ?? []).Select(LayerForm.Of));
        return form;
    }

    /// <summary>The rota, as far as it can be read; its faults are found when it is put.</summary>
    public OnCallRota Build() => new()
    {
        Id = Id.Trim(), Name = Name.Trim(), Comment = Comment.Trim(), TimeZone = Zone.Trim() is { Length: > 0 } zone ? zone : null, Members = [.. Split(People, '\n').Select(MemberOf)], Layers = [.. Layers.Select(static l => l.Build())],
    };

    internal static string[] Split(string text, char separator) => text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static OnCallMember MemberOf(string line)
    {
        var parts = line.Split(':', 2, StringSplitOptions.TrimEntries);
        return new(parts[0], parts.Length < 2 ? [] : [.. Split(parts[1], ',').Select(ReachOf)]);
    }

    private static OnCallReach ReachOf(string text)
    {
        var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        return new(parts[0], parts.Length > 1 ? parts[1] : null);
    }

    private static string Line(OnCallMember member) => $"{member.Name}: {string.Join(", ", (member.Reach ?? []).Select(static r => r.Address is null ? r.Channel : $"{r.Channel} {r.Address}"))}";
}
