namespace EventFlow.Dashboard.Preview;

/// <summary>Log patterns of a made service: some that are always there, one that is new, one that is long.</summary>
internal static class PreviewPatterns
{
    public static IReadOnlyList<LogPatternInfo> Of(long now) =>
    [
        Pattern(1, "Charged order <*> with card ending <*> in <*>", LogSeverity.Info, now, 48_213, 26, static m => 14 + m * 7 % 9),
        Pattern(2, "POST /v1/charges/<*> <*> user=<*>", LogSeverity.Info, now, 21_877, 26, static m => 6 + m * 5 % 7),
        Pattern(9, "connection to <*> refused", LogSeverity.Error, now, 41, 0.08, static m => m >= 26 ? 4 + m * 3 % 11 : 0),
        Pattern(3, "Retrying charge <*> after <*> (attempt <*> of <*>)", LogSeverity.Warn, now, 312, 20, static m => m % 6 == 0 ? 1 : m > 26 ? 5 : 0),
        Pattern(4, "Settlement batch <*> closed: <*> charges, total <*> EUR, fees <*> EUR, written to s3://settlements/<*> and handed to the ledger of the acquiring bank", LogSeverity.Debug, now, 96, 24, static m => m % 15 == 3 ? 1 : 0),
        Pattern(5, "Webhook <*> delivered", LogSeverity.Unspecified, now, 5_120, 26, static m => 3 + m % 4),
        Pattern(6, "cache miss for merchant <*>", LogSeverity.Debug, now, 1_933, 26, static m => m % 3),
        Pattern(7, "token of terminal <*> expires in <*>", LogSeverity.Warn, now, 18, 12, static m => m == 11 ? 1 : 0),
        Pattern(8, "GC pause <*>", LogSeverity.Warn, now, 7, 8, static _ => 0),
    ];

    private static LogPatternInfo Pattern(long id, string template, LogSeverity level, long now, long count, double hours, Func<int, int> minute) =>
        new(id, template, level, count, now - (long)(hours * 3_600_000), now - id * 2_500, [.. Enumerable.Range(0, 30).Select(minute)]);
}
