using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo.Tests.Telemetry;

public sealed class LogFormatTests
{
    [Theory]
    [InlineData("Development", null, ConsoleFormatterNames.Simple)]
    [InlineData("Development", "json", JsonLogFormatter.FormatterName)]
    [InlineData("Production", null, JsonLogFormatter.FormatterName)]
    [InlineData("Production", "Text", ConsoleFormatterNames.Simple)]
    public async Task Build_WithAFormat_WritesTheLogSo(string environment, string? format, string formatter)
    {
        using var data = new TempDirectory();
        await using var app = SiloHost.Build(new Dictionary<string, string?> { ["environment"] = environment, [SiloArguments.DataDirectoryKey] = data.Path, [LoggingExtensions.FormatKey] = format });
        Assert.Equal(formatter, app.Services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName);
    }

    [Fact]
    public async Task FindFaults_WithAnUnknownFormat_NamesTheKnownOnes()
    {
        using var data = new TempDirectory();
        await using var app = SiloHost.Build(new Dictionary<string, string?> { ["environment"] = "Development", [SiloArguments.DataDirectoryKey] = data.Path, [LoggingExtensions.FormatKey] = "xml" });
        Assert.Equal("EventFlow:Logging:Format is 'xml'; expected text or json.", Assert.Single(SettingsCheck.FindFaults(app)));
    }
}
