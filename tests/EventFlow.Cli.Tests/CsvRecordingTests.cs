using EventFlow.Cli.Push;

namespace EventFlow.Cli.Tests;

public sealed class CsvRecordingTests
{
    [Theory]
    [InlineData("timestamp,value\n1396310700,1.5\n1396310760,2\n")]
    [InlineData("1396310700,1.5\n1396310760,2")]
    [InlineData("timestamp,value,label\r\n1396310700,1.5,0\r\n1396310760,2,1\r\n")]
    [InlineData("host,VALUE,Timestamp\n\"a,b\",1.5,1396310700\nweb,2,1396310760\n")]
    [InlineData("\uFEFFtimestamp,value\n\n1396310700 , 1.5\n\n1396310760,\"2\"\n\n")]
    [InlineData("when,how much\n1396310700,1.5\n1396310760,2\n")]
    [InlineData("timestamp,value\n1396310700,15e-1\n1396310760,+2.0\n")]
    public async Task ReadAsync_GoodSample_TwoRows(string text)
    {
        var (points, faults) = await ReadAsync(text);

        Assert.Empty(faults);
        Assert.Equal([(1396310700000, 1.5), (1396310760000, 2.0)], points.Select(point => (point.Timestamp, point.Value)));
    }

    [Theory]
    [InlineData("1396310700", "1 field(s); expected 2 or more")]
    [InlineData("soon,1", "the time is 'soon'")]
    [InlineData("1396310700,", "the value is ''")]
    [InlineData("1396310700,NaN", "the value is 'NaN'")]
    [InlineData("1396310700,Infinity", "the value is 'Infinity'")]
    [InlineData("1396310700,\"1,5\"", "the value is '1,5'")]
    [InlineData("1396310700;1", "1 field(s); expected 2 or more")]
    public async Task ReadAsync_BadRow_CostsOnlyItself(string row, string reason)
    {
        var (points, faults) = await ReadAsync($"timestamp,value\n1396310640,1\n{row}\n1396310760,2\n");

        Assert.Equal([2, 4], points.Select(point => point.Line));
        var fault = Assert.Single(faults);
        Assert.Equal(3, fault.Line);
        Assert.Contains(reason, fault.Reason);
    }

    [Fact]
    public async Task ReadAsync_Empty_NoRows()
    {
        var (points, faults) = await ReadAsync("");
        Assert.Empty(points);
        Assert.Empty(faults);
    }

    private static async Task<(List<CsvPoint> Points, List<CsvFault> Faults)> ReadAsync(string text)
    {
        var faults = new List<CsvFault>();
        // Through bytes, as files are: the reader takes the byte order mark away.
        using var reader = new StreamReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
        var points = new List<CsvPoint>();
        await foreach (var point in new CsvRecording(reader, faults.Add).ReadAsync(CancellationToken.None))
        {
            points.Add(point);
        }

        return (points, faults);
    }
}
