using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>The names of the files of a backup, within its folder and with / between folder and file.</summary>
internal static partial class BackupNames
{
    public const string Manifest = "manifest.json";

    /// <summary>What stands behind the name of a file until the whole backup is there.</summary>
    public const string Unfinished = ".partial";

    /// <summary>The records of one side of a database.</summary>
    public static string Records(string table, Side side) => $"{table}.{(side == Side.Notion ? "notion" : "supabase")}.jsonl";

    /// <summary>The catalog file of a database.</summary>
    public static string Catalog(string table) => $"catalog/{table}.json";

    /// <summary>What a restore has noted of the rows that it changed.</summary>
    public static string Notes(DateTimeOffset at) => $"restore-{at.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}.jsonl";

    /// <summary>True for what the manifest lists; any other name in it could lead out of the folder.</summary>
    public static bool IsOfBackup(string name) => Content().IsMatch(name);

    /// <summary>True for what writing a backup makes, and so may take away again.</summary>
    public static bool IsReplaceable(string name)
    {
        var whole = name.EndsWith(Unfinished, StringComparison.Ordinal) ? name[..^Unfinished.Length] : name;
        return whole == Manifest || IsOfBackup(whole);
    }

    /// <summary>True for the notes of a restore, which stay when a backup is replaced.</summary>
    public static bool IsNotes(string name) => NotesName().IsMatch(name);

    [GeneratedRegex(@"^([a-z0-9_]+\.(notion|supabase)\.jsonl|catalog/[a-z0-9_]+\.json)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Content();

    [GeneratedRegex(@"^restore-\w+\.jsonl\z")]
    private static partial Regex NotesName();
}
