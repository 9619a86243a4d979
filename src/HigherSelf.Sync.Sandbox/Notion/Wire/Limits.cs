namespace HigherSelf.Sync.Sandbox.Notion.Wire;

/// <summary>
/// The sizes that Notion accepts in a request (developers.notion.com/reference/request-limits). For email and phone the
/// documentation says 200 and the OpenAPI document 100; the smaller one holds here.
/// </summary>
internal static class Limits
{
    public const int Payload = 500 * 1024;
    public const int Text = 2000;
    public const int Equation = 1000;
    public const int Url = 2000;
    public const int ShortText = 100;
    public const int Items = 100;
    public const int PageSize = 100;
    public const int FilterLevels = 2;

    /// <summary>The limit of a request, or none for people in the app.</summary>
    public static int Of(bool hasLimits, int limit) => hasLimits ? limit : int.MaxValue;
}
