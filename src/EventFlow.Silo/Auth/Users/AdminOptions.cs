namespace EventFlow.Silo;

/// <summary>The administrator outside development (<c>EventFlow:Admin</c>).</summary>
public sealed class AdminOptions
{
    /// <summary>Name to sign in with, 1 to 64 characters. Default <c>admin</c>.</summary>
    public string Name { get; set; } = "admin";

    /// <summary>Password, 8 characters or more. Required outside development.</summary>
    public string? Password { get; set; }
}
