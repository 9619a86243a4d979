namespace HigherSelf.Sync.HelpBuilder;

/// <summary>A page that help cannot be made of.</summary>
public sealed class HelpSourceException : Exception
{
    /// <summary>Names the place as the build does, so that an editor can jump to it.</summary>
    /// <param name="file">The page.</param>
    /// <param name="line">Its line, from 1.</param>
    /// <param name="section">The section: "PARAMETERS / -Name".</param>
    /// <param name="reason">What is wrong and what to do.</param>
    public HelpSourceException(string file, int line, string section, string reason)
        : base($"{file}({line}): error HSHELP: {section}: {reason}")
    {
    }
}
