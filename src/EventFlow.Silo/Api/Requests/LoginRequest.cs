namespace EventFlow.Silo;

/// <summary>Name and password.</summary>
/// <param name="Username">Name of the user.</param>
/// <param name="Password">Password of the user.</param>
public sealed record LoginRequest(string? Username, string? Password);
