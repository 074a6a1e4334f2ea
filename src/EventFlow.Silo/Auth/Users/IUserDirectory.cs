namespace EventFlow.Silo;

/// <summary>Knows who can sign in. Thread safe.</summary>
internal interface IUserDirectory
{
    /// <summary>The user with this name and password; null for an unknown name and a wrong password alike, after the same work.</summary>
    UserAccount? Verify(string name, string password);

    /// <summary>The user as of now; null when there is none any more.</summary>
    UserAccount? Find(string id);
}
