using System.Buffers.Text;
using System.Text;

namespace EventFlow.Silo.Tests.Auth;

public sealed class JsonWebTokenTests
{
    // RFC 7515, appendix A.1.
    private const string RfcKey = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    private const string RfcToken =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ" +
        ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private const long RfcExpiry = 1_300_819_380;

    private static readonly JwtKey[] RfcKeys = [new("rfc", Base64Url.DecodeFromChars(RfcKey))];
    private static readonly JwtKey Key = JwtKey.FromText("a secret of at least thirty-two bytes");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_000_000);

    [Fact]
    public void TryRead_ExampleOfTheRfc_IsGoodUntilItExpires()
    {
        Assert.Equal(JwtFailure.None, JsonWebToken.TryRead(RfcToken, RfcKeys, DateTimeOffset.FromUnixTimeSeconds(RfcExpiry - 1), out var claims));
        Assert.Equal("joe", claims.GetProperty("iss").GetString());
        Assert.Equal(JwtFailure.Expired, JsonWebToken.TryRead(RfcToken, RfcKeys, DateTimeOffset.FromUnixTimeSeconds(RfcExpiry), out _));
    }

    [Fact]
    public void TryRead_EveryFlippedCharacter_IsRefused()
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(RfcExpiry - 1);
        for (var i = 0; i < RfcToken.Length; i++)
        {
            var text = RfcToken.ToCharArray();
            text[i] = text[i] == 'A' ? 'B' : 'A';
            // The two low bits of the last character carry nothing; the decoder demands them zero.
            Assert.NotEqual(JwtFailure.None, JsonWebToken.TryRead(text, RfcKeys, time, out _));
        }
    }

    [Fact]
    public void Sign_ThenRead_GivesTheClaimsBack()
    {
        var token = Sign(exp: 1_000_100);
        Assert.Equal(JwtFailure.None, JsonWebToken.TryRead(token, [Key], Now, out var claims));
        Assert.Equal("ada", claims.GetProperty("user_id").GetString());
    }

    [Theory]
    [InlineData("""{"alg":"none"}""", nameof(JwtFailure.WrongAlgorithm))]
    [InlineData("""{"alg":"HS512"}""", nameof(JwtFailure.WrongAlgorithm))]
    [InlineData("""{"alg":"RS256"}""", nameof(JwtFailure.WrongAlgorithm))]
    [InlineData("""{"alg":"hs256"}""", nameof(JwtFailure.WrongAlgorithm))]
    [InlineData("""{"alg":"HS256","crit":["b64"]}""", nameof(JwtFailure.WrongAlgorithm))]
    [InlineData("""{"alg":"HS256","kid":"other"}""", nameof(JwtFailure.UnknownKey))]
    [InlineData("{}", nameof(JwtFailure.WrongAlgorithm))]
    [InlineData("[]", nameof(JwtFailure.Malformed))]
    public void TryRead_WithAnotherHeader_IsRefused(string header, string failure)
    {
        var parts = Sign(exp: 1_000_100).Split('.');
        var token = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{parts[1]}.{parts[2]}";
        Assert.Equal(failure, JsonWebToken.TryRead(token, [Key], Now, out _).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("é.é.é")]
    [InlineData("????.????.????")]
    public void TryRead_NoToken_IsMalformed(string text) => Assert.NotEqual(JwtFailure.None, JsonWebToken.TryRead(text, [Key], Now, out _));

    [Fact]
    public void TryRead_WithoutSignature_IsRefused()
    {
        var token = Sign(exp: 1_000_100);
        Assert.Equal(JwtFailure.BadSignature, JsonWebToken.TryRead(token.AsSpan(0, token.LastIndexOf('.') + 1), [Key], Now, out _));
    }

    [Fact]
    public void TryRead_SignedWithAnotherSecret_IsRefused()
    {
        var other = new JwtKey(Key.Id, Encoding.UTF8.GetBytes("another secret of at least thirty-two bytes"));
        Assert.Equal(JwtFailure.BadSignature, JsonWebToken.TryRead(Sign(exp: 1_000_100), [other], Now, out _));
    }

    [Fact]
    public void TryRead_SignedWithThePreviousSecret_IsGood()
    {
        var next = JwtKey.FromText("the next secret of at least thirty-two bytes");
        Assert.Equal(JwtFailure.None, JsonWebToken.TryRead(Sign(exp: 1_000_100), [next, Key], Now, out _));
    }

    [Theory]
    [InlineData(1_000_001, null, nameof(JwtFailure.None))]
    [InlineData(1_000_000, null, nameof(JwtFailure.Expired))]
    [InlineData(null, null, nameof(JwtFailure.Malformed))]
    [InlineData(1_000_100, 1_000_030L, nameof(JwtFailure.None))]
    [InlineData(1_000_100, 1_000_031L, nameof(JwtFailure.NotYetValid))]
    public void TryRead_AtTheEdgesOfItsTimes_Decides(int? exp, long? nbf, string failure) =>
        Assert.Equal(failure, JsonWebToken.TryRead(Sign(exp, nbf), [Key], Now, out _).ToString());

    private static string Sign(long? exp, long? nbf = null) => JsonWebToken.Sign(Key, writer =>
    {
        writer.WriteString("user_id", "ada");
        if (exp is { } end) writer.WriteNumber("exp", end);
        if (nbf is { } begin) writer.WriteNumber("nbf", begin);
    });
}
