namespace EventFlow.Azure;

/// <summary>Settings of the sign-in to Azure (<c>EventFlow:Azure</c>).</summary>
public sealed class AzureOptions
{
    /// <summary>Client id of the user-assigned managed identity that the silo is, or `system` for the one of its host. Without it passwords and keys are taken from the other settings. Default none.</summary>
    public string? ManagedIdentity { get; set; }
}
