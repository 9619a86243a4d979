using System.Management.Automation;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Hosting;

/// <summary>A script block that says which records are looked at. It runs on the pipeline's thread, in the session of whoever wrote it.</summary>
internal static class RecordFilterScript
{
    /// <summary>True if the script says yes to a record.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.FilterFailed"/>: an error in the script.</exception>
    public static bool Includes(ScriptBlock script, FilteredRecord record)
    {
        try
        {
            return LanguagePrimitives.IsTrue(script.InvokeWithContext(null, [new PSVariable("_", ObjectOf(record))]));
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            var title = record.Values.Title;
            throw new SyncException(ErrorId.FilterFailed, $"-Filter {{{script}}}: an error at the record '{title}' of {record.Database.Table} ({record.Side}): {e.Message}",
                "Mend the script block, and run again; what was synced before stays so.", script.ToString(), e);
        }
    }

    /// <summary>The columns as properties; an empty or unknown one is $null.</summary>
    private static PSObject ObjectOf(FilteredRecord record)
    {
        var shown = new PSObject();
        foreach (var field in record.Database.Mirrored)
        {
            shown.Properties.Add(new PSNoteProperty(field.Column, record.Values[field]?.ToObject()));
        }

        foreach (var (name, value) in new (string, object?)[] { ("NotionPageId", record.PageId), ("SupabaseId", record.RowId), ("Database", record.Database.Table) })
        {
            // A column may have that name.
            if (shown.Properties[name] is null)
            {
                shown.Properties.Add(new PSNoteProperty(name, value));
            }
        }

        return shown;
    }
}
