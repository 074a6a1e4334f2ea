using System.Runtime.InteropServices;

namespace EventFlow.Kafka;

/// <summary>Brings the managed client together with librdkafka: the one beside the program, else the system's. Once in a process.</summary>
internal static class KafkaLibrary
{
    private static readonly Lock Gate = new();
    private static nint s_handle;

    private static string Extension => OperatingSystem.IsWindows() ? "dll" : OperatingSystem.IsMacOS() ? "dylib" : "so";

    /// <summary>Loads it, and gives its handle.</summary>
    /// <exception cref="InvalidOperationException">There is no librdkafka.</exception>
    public static nint Load(string? path)
    {
        lock (Gate)
        {
            if (s_handle != 0)
            {
                return s_handle;
            }

            var folder = Path.Combine(AppContext.BaseDirectory, "librdkafka");
            string[] places = path is null ? [Path.Combine(folder, "centos8-librdkafka.so"), Path.Combine(folder, $"librdkafka.{Extension}"), "librdkafka.so.1"] : [path];
            if (!Array.Exists(places, static p => NativeLibrary.TryLoad(p, out s_handle)))
            {
                throw new InvalidOperationException(
                    $"librdkafka was not found as {string.Join(" or ", places)}. Name the file of one for this platform, 2.3 or later, by {KafkaOptionsValidator.Section}:{nameof(KafkaOptions.LibraryPath)}.");
            }

            NativeLibrary.SetDllImportResolver(typeof(Confluent.Kafka.Library).Assembly, static (name, _, _) => name.Contains("librdkafka", StringComparison.Ordinal) ? s_handle : 0);
            return s_handle;
        }
    }
}
