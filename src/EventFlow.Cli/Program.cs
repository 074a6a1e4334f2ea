using EventFlow.Cli;

return await new EventFlowCommandLine(CommandContext.ForProcess()).RunAsync(args);
