using System.Runtime.InteropServices;

namespace HigherSelf.Sync.Host;

/// <summary>A Windows console prints escape sequences as text until it is told to follow them.</summary>
/// <remarks>See https://learn.microsoft.com/windows/console/console-virtual-terminal-sequences.</remarks>
internal static partial class WindowsConsole
{
    public const int StandardOutput = -11;
    public const int StandardError = -12;
    private const uint EnableVirtualTerminalProcessing = 4;

    public static bool FollowsEscapeSequences(int stream)
    {
        var handle = GetStdHandle(stream);
        return GetConsoleMode(handle, out var mode) && SetConsoleMode(handle, mode | EnableVirtualTerminalProcessing);
    }

    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint GetStdHandle(int stream);

    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint handle, out uint mode);

    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint handle, uint mode);
}
