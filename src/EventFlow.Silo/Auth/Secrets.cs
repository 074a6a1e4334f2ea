using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace EventFlow.Silo;

/// <summary>Makes random secrets and the hashes under which they are kept.</summary>
internal static class Secrets
{
    private const int SecretBytes = 32;
    private const int IdBytes = 8;

    /// <summary>256 random bits as 43 URL-safe characters.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>64 random bits as 16 hexadecimal digits.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdBytes * 2, lowercase: true);

    /// <summary>SHA-256 in hexadecimal. A fast hash suffices: what is hashed has 256 random bits and cannot be guessed.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
