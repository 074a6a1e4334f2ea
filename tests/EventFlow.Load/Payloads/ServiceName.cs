namespace EventFlow.Load;

/// <summary>Names of the services that the load plays.</summary>
internal static class ServiceName
{
    private static readonly string[] Parts = ["checkout", "payments", "orders", "stock", "catalog", "search", "mail", "auth", "cart", "shipping"];

    /// <summary>The name of a service by its number.</summary>
    public static string Of(int number) => $"{Parts[number % Parts.Length]}-{number:000}";
}
