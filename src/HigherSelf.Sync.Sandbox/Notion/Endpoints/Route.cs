using System.Text.Json;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary>One call of the API.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">The path below <c>/v1</c>, e.g. <c>pages/{page_id}</c>.</param>
/// <param name="Needs">What the token must be allowed to do.</param>
/// <param name="Answer">Writes the members of the answer's object.</param>
internal sealed record Route(string Method, string Template, TokenCapabilities Needs, Action<ApiRequest, Utf8JsonWriter> Answer)
{
    private readonly string[] _segments = Template.Split('/');

    /// <summary>Whether the call changes something, so that a lost answer leaves doubt.</summary>
    public bool IsWrite => (Needs & (TokenCapabilities.InsertContent | TokenCapabilities.UpdateContent)) != 0;

    /// <summary>The parameters in the path, or null when it is another call.</summary>
    public Dictionary<string, string>? Match(string method, IReadOnlyList<string> path)
    {
        if (method != Method || path.Count != _segments.Length)
        {
            return null;
        }

        Dictionary<string, string> parameters = [];
        for (var i = 0; i < _segments.Length; i++)
        {
            if (_segments[i] is ['{', .. var name, '}'])
            {
                parameters[name] = path[i];
            }
            else if (_segments[i] != path[i])
            {
                return null;
            }
        }

        return parameters;
    }
}
