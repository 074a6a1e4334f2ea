namespace EventFlow;

/// <summary>A rota, who is on call now and who comes after.</summary>
public sealed record OnCallStatus(OnCallRota Rota, OnCallShift Now, OnCallShift? Next);
