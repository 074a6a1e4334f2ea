namespace EventFlow.Silo;

/// <summary>A rota: who is on call when.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="TimeZone">Its time zone, for example <c>Europe/Berlin</c>. Default UTC.</param>
/// <param name="Members">The people, and how each is reached.</param>
/// <param name="Layers">Whose turn it is; the last layer that applies decides.</param>
/// <param name="Comment">Why it is changed, for the list of its versions.</param>
public sealed record OnCallRotaRequest(string? Name, string? TimeZone, IReadOnlyList<OnCallMember>? Members, IReadOnlyList<OnCallLayer>? Layers, string? Comment)
{
    internal OnCallRota ToRota(string id) => new() { Id = id, Name = Name ?? "", TimeZone = TimeZone, Members = Members, Layers = Layers, Comment = Comment ?? "" };
}
