using EventFlow.DetectionBench;

return BenchArguments.TryParse(args, out var arguments) ? Bench.Run(arguments) : BenchArguments.Explain();
