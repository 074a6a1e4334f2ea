using System.Security.Cryptography;
using System.Text;

namespace EventFlow.Silo;

/// <summary>
/// The users of development: <c>admin</c> with <c>admin</c>, and any other name with <c>demo</c>, as an operator or, when the name begins with
/// <c>viewer</c>, as a viewer. Exists only where the silo listens on loopback and says so when it starts.
/// </summary>
internal sealed class DevelopmentUserDirectory : IUserDirectory
{
    public const string AdminName = "admin";
    public const string AdminPassword = "admin";
    public const string DemoPassword = "demo";

    public UserAccount? Verify(string name, string password)
    {
        var user = Find(name);
        var expected = user?.Role == Roles.Admin ? AdminPassword : DemoPassword;
        var matches = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(expected));
        return matches ? user : null;
    }

    public UserAccount? Find(string id)
    {
        if (string.IsNullOrWhiteSpace(id)) return null;
        if (id == AdminName) return new(id, id, Roles.Admin);
        return new(id, id, id.StartsWith(Roles.Viewer, StringComparison.OrdinalIgnoreCase) ? Roles.Viewer : Roles.Operator);
    }
}
