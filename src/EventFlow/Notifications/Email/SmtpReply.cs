namespace EventFlow.Notifications.Email;

/// <summary>A reply of an SMTP server: its code, and its lines without code. What a server writes may be anything, so only codes go into texts of ours.</summary>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsGood => Code is >= 200 and < 400;

    public bool IsPassing => Code is >= 400 and < 500;

    /// <summary>The code, and the enhanced one (RFC 3463) where there is one: 535 5.7.8.</summary>
    public string Codes => Enhanced is { } enhanced ? $"{Code} {enhanced}" : $"{Code}";

    private string? Enhanced
    {
        get
        {
            var word = Lines.Count > 0 ? Lines[0].Split(' ', 2)[0] : "";
            return word.Split('.') is [{ Length: 1 }, { Length: > 0 and <= 3 }, { Length: > 0 and <= 3 }] && word.All(static c => c == '.' || char.IsAsciiDigit(c)) ? word : null;
        }
    }
}
