namespace EventFlow.Silo;

/// <summary>Which other sites may call the API from a browser (<c>EventFlow:Cors</c>).</summary>
public sealed class CorsSettings
{
    /// <summary>Origins such as <c>https://ops.example.org</c>. Default none; in development any port of this machine.</summary>
    public List<string> Origins { get; set; } = [];
}
