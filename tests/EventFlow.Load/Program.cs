using EventFlow.Load;

return await LoadProgram.RunAsync(args, Console.Out, Console.Error, TimeProvider.System);
