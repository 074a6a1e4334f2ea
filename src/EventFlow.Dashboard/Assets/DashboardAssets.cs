using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace EventFlow.Dashboard.Assets;

/// <summary>
/// The browser files, which travel inside this assembly: static web assets are only there when the host was published, or runs in the development environment,
/// and a silo started from its build output has to look the same. Thread safe.
/// </summary>
public sealed class DashboardAssets
{
    private const string Prefix = "wwwroot/";
    private const string Root = "/_dashboard/";
    private readonly FrozenDictionary<string, Asset> _assets;

    /// <summary>Reads the files out of the assembly.</summary>
    public DashboardAssets()
    {
        var assembly = typeof(DashboardAssets).Assembly;
        var assets = new Dictionary<string, Asset>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames())
        {
            var path = name.Replace('\\', '/');
            if (!path.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            assets[path[Prefix.Length..]] = Asset.Create(path, bytes);
        }
        _assets = assets.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The address of a file, with its version, so that a browser may keep it.</summary>
    public string Url(string path) => $"{Root}{path}?v={_assets[path].Version}";

    /// <summary>Maps the files; anyone may read them, the sign-in page needs them.</summary>
    internal void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Root + "{**path}", (string path, HttpContext context) => Send(path, context)).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/favicon.ico", () => Results.Redirect(Url("favicon.svg"))).AllowAnonymous().ExcludeFromDescription();
    }

    private IResult Send(string path, HttpContext context)
    {
        if (!_assets.TryGetValue(path, out var asset)) return Results.NotFound();
        var headers = context.Response.Headers;
        headers.CacheControl = context.Request.Query["v"] == asset.Version ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        var zipped = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (zipped) headers.ContentEncoding = "gzip";
        return Results.Bytes(zipped ? asset.Zipped : asset.Bytes, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Version}{(zipped ? "z" : "")}\""));
    }

    private sealed record Asset(byte[] Bytes, byte[] Zipped, string Version, string ContentType)
    {
        public static Asset Create(string path, byte[] bytes)
        {
            using var zipped = new MemoryStream();
            using (var zip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(bytes);
            return new(bytes, zipped.ToArray(), Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 6)), TypeOf(path));
        }

        private static string TypeOf(string path) => Path.GetExtension(path) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "text/plain; charset=utf-8",
        };
    }
}
