using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>The users of the settings: the administrator, and those of <see cref="AuthOptions.Users"/>. Keeps only hashes of their passwords.</summary>
internal sealed class SettingsUserDirectory : IUserDirectory
{
    private readonly PasswordHasher<UserAccount> _hasher = new();
    private readonly FrozenDictionary<string, (UserAccount User, string Hash)> _users;
    private readonly (UserAccount User, string Hash) _nobody;

    public SettingsUserDirectory(IOptions<AdminOptions> admin, IOptions<AuthOptions> auth)
    {
        var users = new Dictionary<string, (UserAccount, string)>(StringComparer.Ordinal);
        foreach (var user in auth.Value.Users) users[user.Name] = Hashed(new(user.Name, user.Name, user.Role), user.Password);
        users[admin.Value.Name] = Hashed(new(admin.Value.Name, admin.Value.Name, Roles.Admin), admin.Value.Password!);
        _users = users.ToFrozenDictionary(StringComparer.Ordinal);
        _nobody = Hashed(new("", "", Roles.Viewer), Guid.NewGuid().ToString());
    }

    public UserAccount? Verify(string name, string password)
    {
        // An unknown name costs the same hash as a known one, so that the answer time tells nothing.
        var known = _users.TryGetValue(name, out var entry);
        if (!known) entry = _nobody;
        var result = _hasher.VerifyHashedPassword(entry.User, entry.Hash, password);
        return known && result != PasswordVerificationResult.Failed ? entry.User : null;
    }

    public UserAccount? Find(string id) => _users.TryGetValue(id, out var entry) ? entry.User : null;

    private (UserAccount User, string Hash) Hashed(UserAccount user, string password) => (user, _hasher.HashPassword(user, password));
}
