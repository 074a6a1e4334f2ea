namespace EventFlow.Load;

/// <summary>How many alerts are posted, and how.</summary>
/// <param name="Uncounted">Posted one at a time before those that count.</param>
/// <param name="Single">Posted one at a time; 0 leaves that out.</param>
/// <param name="Bulk">Posted in each round; 0 leaves the rounds out.</param>
/// <param name="Rounds">Rounds of one process.</param>
/// <param name="Batch">Alerts in a post of a round.</param>
/// <param name="Services">Services of a round.</param>
/// <param name="LeastRest">After the last arrival the server is not held to be at rest sooner.</param>
internal sealed record AlertsPlan(int Uncounted, int Single, int Bulk, int Rounds, int Batch, int Services, TimeSpan LeastRest)
{
    // What became of an alert a silo saves up to five seconds later, at timers that are half a second late at most.
    private static readonly TimeSpan PutOff = TimeSpan.FromSeconds(6);

    private const int MostAlerts = 1_000_000;

    // What a silo takes in a request.
    private const int MostInAPost = 10_000;

    // What a group of a silo keeps; the others would be told as a count.
    private const int MostOfAService = 1_000;

    /// <summary>What the options say.</summary>
    public static AlertsPlan Of(LoadArguments arguments)
    {
        var quick = arguments.Has("quick");
        var bulk = (int)arguments.Number("bulk", quick ? 500 : 10_000, 0, MostAlerts);
        var services = (int)arguments.Number("services", Math.Clamp(bulk, 1, 250), 1, bulk == 0 ? MostAlerts : bulk);
        if (bulk > (long)services * MostOfAService)
        {
            throw new ArgumentException($"--bulk {bulk} with --services {services} is more than {MostOfAService} alerts of a service; expected at most so many, since a group keeps no more.");
        }

        var plan = new AlertsPlan(
            (int)arguments.Number("uncounted", quick ? 20 : 3_000, 0, MostAlerts), (int)arguments.Number("single", quick ? 20 : 2_000, 0, MostAlerts), bulk,
            (int)arguments.Number("rounds", quick ? 2 : 3, 1, 100), (int)arguments.Number("batch", 100, 1, MostInAPost), services,
            quick ? TimeSpan.Zero : PutOff);
        return plan.Single + plan.Bulk > 0 ? plan : throw new ArgumentException("--single and --bulk are both 0; expected one of them to be above 0.");
    }
}
