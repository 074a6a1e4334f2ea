using EventFlow.Chaos;

if (ChaosOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(ChaosOptions.Usage);
    return 2;
}

return await new ChaosRun(options, Console.Out).RunAsync() ? 0 : 1;
