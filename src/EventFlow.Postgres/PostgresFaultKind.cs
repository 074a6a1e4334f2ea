namespace EventFlow.Postgres;

/// <summary>What a failure of the database means for who wanted something of it.</summary>
public enum PostgresFaultKind
{
    /// <summary>It cannot be reached, or broke off: whether it did what was asked is not known, and later it may.</summary>
    Away = 0,
    /// <summary>It refused, and will do so again until somebody changes something.</summary>
    Refused = 1,
    /// <summary>It refused, and may not the next time: a deadlock, too many connections.</summary>
    Busy = 2,
    /// <summary>Its disk is full.</summary>
    DiskFull = 3,
    /// <summary>The table of the day is not there yet.</summary>
    NoDay = 4,
    /// <summary>It refused this value, and takes others: it is too long, or holds what it cannot store.</summary>
    Value = 5,
}
