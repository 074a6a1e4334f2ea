namespace EventFlow.Silo;

/// <summary>What a person sees when the silo has started: where everything is, and how to sign in.</summary>
internal static class StartupBanner
{
    public const string DevelopmentApiKey = "ef_development";

    public static string Compose(string address, IHostEnvironment environment, SiloSettings settings, string runtime)
    {
        var lines = new List<string>
        {
            "",
            $"  EventFlow {ProcessInfo.Version} is running",
            "",
            $"  Dashboard    {address}/",
            $"  API          {address}/api   (try it: {address}/docs/api)",
            $"  Events       POST {address}/api/events",
        };
        if (environment.IsDevelopment())
        {
            lines.Add($"  Sign in      {DevelopmentUserDirectory.AdminName} / {DevelopmentUserDirectory.AdminPassword}   (or any name / {DevelopmentUserDirectory.DemoPassword})");
            lines.Add($"  API key      {DevelopmentApiKey}");
        }

        lines.Add($"  Samples      {(settings.Samples ? "auth, orders, payments, notification are starting" : "off")}");
        lines.Add($"  Grains       {runtime}");
        lines.Add($"  Data         {settings.DataDirectory}");
        lines.Add($"  Environment  {environment.EnvironmentName}");
        if (environment.IsDevelopment())
        {
            lines.Add("");
            lines.Add("  WARNING: development passwords and API key are in use, and known to everyone.");
            lines.Add("           Never let this address be reached from another machine; docs/configuration.md says how to run in production.");
        }

        lines.Add("");
        return string.Join(Environment.NewLine, lines);
    }
}
