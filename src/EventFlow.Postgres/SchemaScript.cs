namespace EventFlow.Postgres;

/// <summary>A part of the schema: its name, which begins with a number of four digits, its text, and the SHA-256 of that.</summary>
public sealed record SchemaScript(string Name, string Text, string Hash);
