namespace EventFlow.Silo;

/// <summary>A user of the settings (<c>EventFlow:Auth:Users:0</c> and so on).</summary>
public sealed class UserOptions
{
    /// <summary>Name to sign in with, 1 to 64 characters. Required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Password, 8 characters or more. Required.</summary>
    public string Password { get; set; } = "";

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>. Default <c>viewer</c>.</summary>
    public string Role { get; set; } = Roles.Viewer;
}
