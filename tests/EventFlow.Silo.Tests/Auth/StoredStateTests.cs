namespace EventFlow.Silo.Tests.Auth;

public sealed class StoredStateTests
{
    private readonly UserSessionsState _sessions = new();
    private readonly ApiKeyCatalogState _keys = new();

    [Fact]
    public void Rotate_WithTheCurrentToken_ReplacesIt()
    {
        _sessions.Open(new("s", "one", 100), now: 0);
        Assert.Equal(SessionRotation.Rotated, _sessions.Rotate("s", "one", "two", now: 10, expiresAt: 110));
        Assert.Equal(new("s", "two", 110), Assert.Single(_sessions.Sessions));
    }

    [Fact]
    public void Rotate_WithAUsedToken_EndsTheSession()
    {
        _sessions.Open(new("s", "one", 100), now: 0);
        _sessions.Rotate("s", "one", "two", now: 10, expiresAt: 110);
        Assert.Equal(SessionRotation.Reused, _sessions.Rotate("s", "one", "three", now: 10, expiresAt: 110));
        Assert.Equal(SessionRotation.Unknown, _sessions.Rotate("s", "two", "three", now: 10, expiresAt: 110));
    }

    [Fact]
    public void Rotate_Expired_IsUnknown()
    {
        _sessions.Open(new("s", "one", 100), now: 0);
        Assert.Equal(SessionRotation.Unknown, _sessions.Rotate("s", "one", "two", now: 100, expiresAt: 200));
        Assert.Empty(_sessions.Sessions);
    }

    [Fact]
    public void Open_BeyondTheLimit_DropsTheOldest()
    {
        for (var i = 0; i <= UserSessionsState.MaxSessions; i++) _sessions.Open(new($"s{i}", "h", 100), now: 0);
        Assert.Equal(UserSessionsState.MaxSessions, _sessions.Sessions.Count);
        Assert.Equal("s1", _sessions.Sessions[0].Id);
    }

    [Fact]
    public void Add_BeyondTheLimit_IsAConflict()
    {
        for (var i = 0; i < ApiKeyCatalogState.MaxActive; i++) Assert.True(_keys.Add(Key($"k{i}")).IsDone);
        Assert.Equal(OutcomeKind.Conflict, _keys.Add(Key("more")).Kind);
        _keys.Revoke("k0", now: 5);
        Assert.True(_keys.Add(Key("more")).IsDone);
    }

    [Fact]
    public void Revoke_Twice_KeepsTheFirstTime()
    {
        _keys.Add(Key("k"));
        var version = _keys.Version;
        _keys.Revoke("k", now: 5);
        Assert.Equal(version + 1, _keys.Version);
        Assert.Equal(5, _keys.Revoke("k", now: 9).Value!.RevokedAt);
        Assert.Equal(version + 1, _keys.Version);
        Assert.Equal(OutcomeKind.NotFound, _keys.Revoke("other", now: 9).Kind);
    }

    [Fact]
    public void Revoke_ManyKeys_ForgetsTheOldestRevoked()
    {
        for (var i = 0; i <= ApiKeyCatalogState.MaxRevoked; i++)
        {
            _keys.Add(Key($"k{i}"));
            _keys.Revoke($"k{i}", now: i);
        }

        Assert.Equal(ApiKeyCatalogState.MaxRevoked, _keys.Keys.Count);
        Assert.DoesNotContain(_keys.Keys, static k => k.Id == "k0");
    }

    [Fact]
    public void NoteUses_OlderThanKnown_ChangesNothing()
    {
        _keys.Add(Key("k"));
        Assert.True(_keys.NoteUses(new Dictionary<string, long> { ["k"] = 5, ["gone"] = 5 }));
        Assert.False(_keys.NoteUses(new Dictionary<string, long> { ["k"] = 4 }));
        Assert.Equal(5, _keys.Keys[0].LastUsedAt);
    }

    private static ApiKeyEntry Key(string id) => new() { Id = id, Name = id, Hash = id, Prefix = "ef_", Scopes = ["read"], CreatedBy = "ada", CreatedAt = 0 };
}
