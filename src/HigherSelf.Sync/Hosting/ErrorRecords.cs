using System.Management.Automation;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Hosting;

/// <summary>Errors of the engine as error records: a stable id, a category, the user's own object, and what to do.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(SyncException error) =>
        new(error, error.Id.ToString(), CategoryOf(error.Id), error.Target)
        {
            ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = error.NextStep },
        };

    /// <summary>The error of a database in a run that went on, or null if it has none.</summary>
    public static ErrorRecord? From(HSSyncResult result)
    {
        if (result.Error is null)
        {
            return null;
        }

        var id = Enum.Parse<ErrorId>(result.ErrorId!);
        return new ErrorRecord(new InvalidOperationException(result.Error), result.ErrorId, CategoryOf(id), result.Database)
        {
            ErrorDetails = new ErrorDetails(result.Error) { RecommendedAction = result.NextStep },
        };
    }

    private static ErrorCategory CategoryOf(ErrorId id) => id switch
    {
        ErrorId.ConfigurationMissing => ErrorCategory.ObjectNotFound,
        ErrorId.ConfigurationInvalid or ErrorId.DatabaseIdInvalid or ErrorId.ReportPathInvalid or ErrorId.FilePathInvalid or ErrorId.NotionDatabaseAmbiguous or ErrorId.FilterFailed => ErrorCategory.InvalidArgument,
        ErrorId.CatalogInvalid or ErrorId.NotionPropertyMissing or ErrorId.NotionPropertyTypeDiffers => ErrorCategory.InvalidData,
        ErrorId.DatabaseUnknown or ErrorId.RecordUnknown or ErrorId.NotionNotShared or ErrorId.SupabaseSchemaMissing => ErrorCategory.ObjectNotFound,
        ErrorId.NotionUnauthorized or ErrorId.SupabaseUnauthorized => ErrorCategory.AuthenticationError,
        ErrorId.NotionForbidden or ErrorId.SupabaseForbidden => ErrorCategory.PermissionDenied,
        ErrorId.NotionUnreachable or ErrorId.SupabaseUnreachable => ErrorCategory.ConnectionError,
        ErrorId.NotionBlocked or ErrorId.NotionUnavailable or ErrorId.SupabaseUnavailable => ErrorCategory.ResourceUnavailable,
        ErrorId.LeaseHeld or ErrorId.RecordChanged => ErrorCategory.ResourceBusy,
        ErrorId.DeletesHalted => ErrorCategory.LimitsExceeded,
        ErrorId.SupabaseSchemaOutdated => ErrorCategory.InvalidOperation,
        ErrorId.NotionRejected or ErrorId.NotionAnswerUnreadable or ErrorId.NotionScanIncomplete or ErrorId.SupabaseRejected => ErrorCategory.InvalidResult,
        ErrorId.RecordsFailed or ErrorId.ReportNotWritten or ErrorId.FileNotWritten or ErrorId.RestoreIncomplete or ErrorId.ScriptNotWritten => ErrorCategory.WriteError,
        ErrorId.ReportExists or ErrorId.FileExists or ErrorId.DatabaseKnown or ErrorId.BackupFolderTaken => ErrorCategory.ResourceExists,
        ErrorId.BackupInvalid => ErrorCategory.InvalidData,
        ErrorId.BackupIncomplete => ErrorCategory.ReadError,
        ErrorId.SupabaseMigrationFailed or ErrorId.ResetNotConfirmed or ErrorId.SandboxFailed => ErrorCategory.OperationStopped,
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "An error id without a category."),
    };
}
