using System.Text.Json.Nodes;

namespace EventFlow.Chaos.Model;

/// <summary>An event as it is sent. <paramref name="Key"/> is in its attributes, so that it is known again whatever else it bears.</summary>
internal sealed record SentEvent(string Key, string? Id, EventKind Kind, string Service, long Time, string Name, double Value)
{
    /// <summary>The attribute with the key.</summary>
    public const string KeyAttribute = "key";

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["timestamp"] = Time, ["service"] = Service, ["attributes"] = new JsonObject { [KeyAttribute] = Key } };
        if (Id is not null) json["id"] = Id;
        switch (Kind)
        {
            case EventKind.Metric:
                (json["metric"], json["value"]) = (Name, Value);
                break;
            case EventKind.Log:
                (json["level"], json["message"]) = (Name, $"record {Key}");
                break;
            default:
                (json["type"], json["data"]) = (Name, new JsonObject { ["n"] = Value });
                break;
        }

        return json;
    }
}
