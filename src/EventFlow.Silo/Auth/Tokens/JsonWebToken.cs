using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EventFlow.Silo;

/// <summary>
/// JSON Web Tokens (RFC 7519) signed with HS256, and nothing else: the algorithm is pinned, so that no token can choose its own.
/// Stands in for Microsoft.IdentityModel.JsonWebTokens, whose restorable version has advisories.
/// </summary>
internal static class JsonWebToken
{
    private const int MaxLength = 8_192;
    private const int SignatureBytes = 32;

    // Clocks of two machines differ; a token is good this much before it says, and not a moment longer.
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromSeconds(30);

    /// <summary>The compact form of a token with these claims.</summary>
    public static string Sign(JwtKey key, Action<Utf8JsonWriter> writeClaims)
    {
        var header = Encode(writer =>
        {
            writer.WriteString("alg", "HS256");
            writer.WriteString("typ", "JWT");
            writer.WriteString("kid", key.Id);
        });
        var signed = $"{header}.{Encode(writeClaims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key.Secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Checks form, algorithm, signature and times. <paramref name="claims"/> is the payload when the result is <see cref="JwtFailure.None"/>.</summary>
    public static JwtFailure TryRead(ReadOnlySpan<char> token, IReadOnlyList<JwtKey> keys, DateTimeOffset now, out JsonElement claims)
    {
        claims = default;
        if (!TrySplit(token, out var signed, out var headerText, out var claimsText, out var signatureText)) return JwtFailure.Malformed;
        if (!TryDecodeObject(headerText, out var header)) return JwtFailure.Malformed;
        if (TextOf(header, "alg") != "HS256" || header.TryGetProperty("crit", out _)) return JwtFailure.WrongAlgorithm;

        Span<byte> signature = stackalloc byte[SignatureBytes];
        if (!Base64Url.TryDecodeFromChars(signatureText, signature, out var written) || written != SignatureBytes) return JwtFailure.BadSignature;
        var verdict = Verify(keys, TextOf(header, "kid"), signed, signature);
        if (verdict != JwtFailure.None) return verdict;
        if (!TryDecodeObject(claimsText, out var payload)) return JwtFailure.Malformed;
        verdict = CheckTimes(payload, now);
        if (verdict == JwtFailure.None) claims = payload;
        return verdict;
    }

    private static bool TrySplit(
        ReadOnlySpan<char> token, out ReadOnlySpan<char> signed, out ReadOnlySpan<char> header, out ReadOnlySpan<char> claims, out ReadOnlySpan<char> signature)
    {
        signed = header = claims = signature = default;
        if (token.Length > MaxLength || token.Count('.') != 2) return false;
        var first = token.IndexOf('.');
        var last = token.LastIndexOf('.');
        signed = token[..last];
        header = token[..first];
        claims = token[(first + 1)..last];
        signature = token[(last + 1)..];
        return true;
    }

    private static JwtFailure Verify(IReadOnlyList<JwtKey> keys, string? keyId, ReadOnlySpan<char> signed, ReadOnlySpan<byte> signature)
    {
        var bytes = new byte[signed.Length];
        if (Encoding.UTF8.GetByteCount(signed) != signed.Length) return JwtFailure.Malformed;
        Encoding.UTF8.GetBytes(signed, bytes);
        var found = false;
        Span<byte> expected = stackalloc byte[SignatureBytes];
        foreach (var key in keys)
        {
            if (keyId is not null && keyId != key.Id) continue;
            found = true;
            HMACSHA256.HashData(key.Secret, bytes, expected);
            if (CryptographicOperations.FixedTimeEquals(expected, signature)) return JwtFailure.None;
        }

        return found ? JwtFailure.BadSignature : JwtFailure.UnknownKey;
    }

    private static JwtFailure CheckTimes(JsonElement payload, DateTimeOffset now)
    {
        // A token without an end would never lose its power: one is demanded.
        if (!TryGetTime(payload, "exp", out var expires)) return JwtFailure.Malformed;
        if (now >= expires) return JwtFailure.Expired;
        if (payload.TryGetProperty("nbf", out _) && (!TryGetTime(payload, "nbf", out var from) || now < from - AllowedSkew)) return JwtFailure.NotYetValid;
        return JwtFailure.None;
    }

    private static bool TryGetTime(JsonElement payload, string name, out DateTimeOffset time)
    {
        time = default;
        if (!payload.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds)) return false;
        if (!(Math.Abs(seconds) < 1e11)) return false;
        time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool TryDecodeObject(ReadOnlySpan<char> text, out JsonElement value)
    {
        value = default;
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            if (document.RootElement.ValueKind != JsonValueKind.Object) return false;
            value = document.RootElement.Clone();
            return true;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return false;
        }
    }

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
