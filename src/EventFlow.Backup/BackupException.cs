namespace EventFlow.Backup;

/// <summary>A backup or a restore cannot be done as asked. The message says what was found, what was expected, and what helps; nothing half-done is left behind.</summary>
public sealed class BackupException : Exception
{
    /// <inheritdoc cref="BackupException"/>
    public BackupException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
