namespace EventFlow.Silo;

/// <summary>Why a token was not accepted. Zero is not success.</summary>
internal enum JwtFailure
{
    Unread = 0,
    None = 1,
    Malformed = 2,
    WrongAlgorithm = 3,
    UnknownKey = 4,
    BadSignature = 5,
    Expired = 6,
    NotYetValid = 7,
}
