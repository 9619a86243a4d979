namespace HigherSelf.Sync.Engine.Errors;

/// <summary>
/// The stable ids of every error that a user can meet. docs/errors.md says what each means and what to do;
/// a test holds the two lists against each other.
/// </summary>
public enum ErrorId
{
    /// <summary>A setting that this command needs is not given anywhere.</summary>
    ConfigurationMissing,

    /// <summary>A setting is given, but it cannot be used as it is.</summary>
    ConfigurationInvalid,

    /// <summary>A Notion database id is neither an id nor a Notion URL.</summary>
    DatabaseIdInvalid,

    /// <summary>A catalog file cannot be read or breaks a rule of the catalog.</summary>
    CatalogInvalid,

    /// <summary>No database of the catalog has this name.</summary>
    DatabaseUnknown,

    /// <summary>The catalog has this Notion database already.</summary>
    DatabaseKnown,

    /// <summary>Notion does not know the token.</summary>
    NotionUnauthorized,

    /// <summary>The integration lacks a capability, or its workspace is at a limit.</summary>
    NotionForbidden,

    /// <summary>A Notion database or page does not exist or is not shared with the integration.</summary>
    NotionNotShared,

    /// <summary>Several Notion databases bear the title of one of the catalog, and nothing says which is meant.</summary>
    NotionDatabaseAmbiguous,

    /// <summary>A property that the catalog maps is not in the Notion database.</summary>
    NotionPropertyMissing,

    /// <summary>A property has another type in Notion than in the catalog.</summary>
    NotionPropertyTypeDiffers,

    /// <summary>Notion cannot be reached over the network.</summary>
    NotionUnreachable,

    /// <summary>Notion has blocked the token; asking again makes it worse.</summary>
    NotionBlocked,

    /// <summary>Notion stayed overloaded or out of order through every retry.</summary>
    NotionUnavailable,

    /// <summary>Notion refused a request as wrong.</summary>
    NotionRejected,

    /// <summary>Notion answered with something that is no answer of its API.</summary>
    NotionAnswerUnreadable,

    /// <summary>A scan of a Notion database could not be completed.</summary>
    NotionScanIncomplete,

    /// <summary>Supabase does not accept the key.</summary>
    SupabaseUnauthorized,

    /// <summary>The key is valid and may not do this (an anon or read-only key, or a missing grant).</summary>
    SupabaseForbidden,

    /// <summary>The tables or functions of this module are not in the database, or not all of them.</summary>
    SupabaseSchemaMissing,

    /// <summary>The functions in the database belong to another version of this module.</summary>
    SupabaseSchemaOutdated,

    /// <summary>Supabase or its database cannot be reached over the network.</summary>
    SupabaseUnreachable,

    /// <summary>Supabase stayed overloaded or out of order through every retry.</summary>
    SupabaseUnavailable,

    /// <summary>Supabase refused a request as wrong.</summary>
    SupabaseRejected,

    /// <summary>A migration failed; the previous version of the schema is still whole.</summary>
    SupabaseMigrationFailed,

    /// <summary>The files of the migrations could not be written.</summary>
    ScriptNotWritten,

    /// <summary>A reset was not confirmed, and nothing was dropped.</summary>
    ResetNotConfirmed,

    /// <summary>Another run holds the database.</summary>
    LeaseHeld,

    /// <summary>Single records could not be synced; they are tried again in the next cycle.</summary>
    RecordsFailed,

    /// <summary>A run would have deleted more records than it may, and deleted none.</summary>
    DeletesHalted,

    /// <summary>What is to be put back has been edited since.</summary>
    RecordChanged,

    /// <summary>There is no record with this id.</summary>
    RecordUnknown,

    /// <summary>A filter raised an error.</summary>
    FilterFailed,

    /// <summary>The file of a report cannot be where it is asked for.</summary>
    ReportPathInvalid,

    /// <summary>The file of a report is there already and must stay.</summary>
    ReportExists,

    /// <summary>A report could not be written to its file.</summary>
    ReportNotWritten,

    /// <summary>A file cannot be where it is asked for.</summary>
    FilePathInvalid,

    /// <summary>A file is there already and must stay.</summary>
    FileExists,

    /// <summary>A file could not be written.</summary>
    FileNotWritten,

    /// <summary>A backup cannot be written to a folder because something else is in it.</summary>
    BackupFolderTaken,

    /// <summary>A backup has no manifest, or a file of it is missing or damaged.</summary>
    BackupInvalid,

    /// <summary>A backup lacks something that it was asked for.</summary>
    BackupIncomplete,

    /// <summary>Not everything of a backup could be put back.</summary>
    RestoreIncomplete,

    /// <summary>The offline pair could not be started.</summary>
    SandboxFailed,
}
