namespace EventFlow.Cli.Push;

/// <summary>The bytes of a recording, from a file or the standard input.</summary>
internal sealed class RecordingInput : IDisposable
{
    private RecordingInput(Stream stream) => Stream = stream;

    /// <summary>The bytes.</summary>
    public Stream Stream { get; }

    /// <summary>How much was read, 0 to 1; null where the end is not known.</summary>
    public double? Fraction => Stream.CanSeek && Stream.Length > 0 ? (double)Stream.Position / Stream.Length : null;

    /// <summary>Opens it.</summary>
    /// <param name="file">Path, or <c>-</c>.</param>
    /// <param name="standardInput">Opens the standard input.</param>
    /// <param name="twice">It must be readable twice; the standard input is then first copied to a temporary file.</param>
    /// <param name="cancellation">Ends the copying.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static async Task<RecordingInput> OpenAsync(string file, Func<Stream> standardInput, bool twice, CancellationToken cancellation)
    {
        if (file != "-")
        {
            return new RecordingInput(File.OpenRead(file));
        }

        var input = standardInput();
        if (!twice)
        {
            return new RecordingInput(input);
        }

        await using (input.ConfigureAwait(false))
        {
            var copy = new FileStream(
                Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
            await input.CopyToAsync(copy, cancellation).ConfigureAwait(false);
            copy.Position = 0;
            return new RecordingInput(copy);
        }
    }

    /// <inheritdoc />
    public void Dispose() => Stream.Dispose();
}
