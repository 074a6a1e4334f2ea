using System.Security.Cryptography;
using System.Text;

namespace EventFlow.Silo;

/// <summary>A secret that signs tokens, and the short id by which a token names it, so that secrets can be changed without a cut.</summary>
internal sealed record JwtKey(string Id, byte[] Secret)
{
    /// <summary>The key of a secret text. The id is derived from it with a hash of its own, so that it tells nothing that a signature does not.</summary>
    public static JwtKey FromText(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return new(Convert.ToHexStringLower(HMACSHA256.HashData(bytes, "eventflow key id"u8).AsSpan(0, 4)), bytes);
    }
}
