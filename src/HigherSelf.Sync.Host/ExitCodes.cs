namespace HigherSelf.Sync.Host;

/// <summary>The exit codes that hs gives by itself; the numbers are those of pwsh, from sysexits.h.</summary>
internal static class ExitCodes
{
    /// <summary>An error ended the script, or the last statement of a command failed.</summary>
    public const int Failed = 1;

    /// <summary>A wrong command line, a missing script, or a syntax error.</summary>
    public const int Usage = 64;

    public const int ModuleNotLoadable = 70;
}
