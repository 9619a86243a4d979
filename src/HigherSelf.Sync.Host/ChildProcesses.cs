using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.InteropServices;
using Microsoft.PowerShell;

namespace HigherSelf.Sync.Host;

/// <summary>
/// The native commands that the script runs. PowerShell leaves one that writes to the terminal by itself alone when it stops,
/// because Ctrl+C reaches it anyway. SIGTERM does not, and hs would wait for its end.
/// </summary>
internal static partial class ChildProcesses
{
    private const int SigTerm = 15;

    public static IReadOnlyList<int> Running()
    {
        var children = new List<int>();
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (ProcessCodeMethods.GetParentProcess(PSObject.AsPSObject(process)) is Process { Id: var parent }
                    && parent == Environment.ProcessId)
                {
                    children.Add(process.Id);
                }
            }
        }

        return children;
    }

    public static void Terminate(IEnumerable<int> processes)
    {
        foreach (var process in processes)
        {
            _ = Kill(process, SigTerm);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
