namespace HigherSelf.Sync.Engine.Errors;

/// <summary>Which errors pass while nobody does anything.</summary>
public static class Healing
{
    /// <summary>
    /// False for settings, sign-in, rights and set-up: whoever tries those again gets the same answer, and a blocked token gets worse by it.
    /// </summary>
    public static bool MayPass(this ErrorId id) => id is not (
        ErrorId.ConfigurationMissing or ErrorId.ConfigurationInvalid or ErrorId.DatabaseIdInvalid or ErrorId.CatalogInvalid or ErrorId.DatabaseUnknown
        or ErrorId.NotionUnauthorized or ErrorId.NotionForbidden or ErrorId.NotionBlocked
        or ErrorId.SupabaseUnauthorized or ErrorId.SupabaseForbidden or ErrorId.SupabaseSchemaMissing or ErrorId.SupabaseSchemaOutdated);
}
