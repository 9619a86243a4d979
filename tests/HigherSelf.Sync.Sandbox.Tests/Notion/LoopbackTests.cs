using System.Net.Sockets;
using System.Text;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

/// <summary>HTTP itself, as clients other than .NET's and Node's may speak it.</summary>
public sealed class LoopbackTests : NotionTest
{
    [Fact]
    public async Task A_body_may_come_in_chunks()
    {
        var answer = await Exchange(
            "POST /v1/search HTTP/1.1", "Transfer-Encoding: chunked", "Connection: close", "", "5", "{\"que", "9;x=y", "ry\": \"x\"}", "0", "", "");

        Assert.StartsWith("HTTP/1.1 200 ", answer);
        Assert.Contains("\"object\":\"list\"", answer);
    }

    [Fact]
    public async Task Requests_follow_each_other_on_one_connection()
    {
        var answer = await Exchange("GET /v1/users/me HTTP/1.1", "", "GET /v1/nowhere HTTP/1.1", "Connection: close", "", "");

        Assert.Contains("HTTP/1.1 200 ", answer);
        Assert.Contains("HTTP/1.1 400 ", answer);
    }

    [Fact]
    public async Task A_client_that_waits_for_the_go_ahead_gets_it()
    {
        var answer = await Exchange("POST /v1/search HTTP/1.1", "Expect: 100-continue", "Content-Length: 2", "Connection: close", "", "{}");

        Assert.StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ", answer);
    }

    [Fact]
    public async Task What_is_no_http_is_not_answered()
    {
        Assert.Equal("", await Exchange("hello", "", ""));
        Assert.Equal("", await Exchange("POST /v1/search HTTP/1.1", "Content-Length: many", "", ""));
    }

    private async Task<string> Exchange(params string[] lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Notion.Url.Host, Notion.Url.Port);
        var request = string.Join("\r\n", lines).Replace("HTTP/1.1", $"HTTP/1.1\r\nAuthorization: Bearer {Notion.Token}\r\nNotion-Version: 2026-03-11");
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }
}
