namespace EventFlow.Ingestion;

/// <summary>An item that was not stored: its place in the request, from 0, a sentence, and what was wrong where.</summary>
public sealed record IngestionError(int Index, string Reason, string Field, string Found, string Expected)
{
    /// <summary>The error for a fault.</summary>
    public static IngestionError Of(int index, Fault fault) => new(index, fault.ToString(), fault.Field, fault.Found, fault.Expected);
}
