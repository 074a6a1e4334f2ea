namespace EventFlow.Alerting;

/// <summary>By what a group knows whom it told: a channel, or a person's address on a channel, which is told for itself and hears of the end for itself.</summary>
internal static class ToldKey
{
    // No id of a channel holds it.
    private const char Separator = '>';

    public static string Of(string channel, string? address) => address is null ? channel : $"{channel}{Separator}{address}";

    public static string ChannelOf(string key) => key.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var at ? key[..at] : key;

    public static string? AddressOf(string key) => key.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var at ? key[(at + 1)..] : null;
}
