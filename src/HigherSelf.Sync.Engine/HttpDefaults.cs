using System.Net;
using System.Net.Http.Headers;
using System.Reflection;

namespace HigherSelf.Sync.Engine;

/// <summary>How every HTTP connection of the engine is made.</summary>
internal static class HttpDefaults
{
    private static readonly string Version = typeof(HttpDefaults).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    /// <summary>A client for one service. Its own timeout is off: attempts are timed by the resilience pipeline, with the injected clock.</summary>
    public static HttpClient Create(Uri baseUrl)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            // A redirect would carry the token to another place.
            AllowAutoRedirect = false,
        };
        var http = new HttpClient(handler) { BaseAddress = baseUrl, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("HigherSelf.Sync", Version));
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return http;
    }
}
