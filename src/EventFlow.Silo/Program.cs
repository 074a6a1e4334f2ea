using EventFlow.Silo;

return await SiloProgram.Run(args);
