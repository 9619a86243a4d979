using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What is said about properties that do not fit the catalog, all of a database at once.</summary>
internal static class BindingErrors
{
    /// <summary>Refuses a first binding with findings: nothing has been written yet, and nothing should be written in part.</summary>
    /// <exception cref="SyncException">A property is missing or of another type.</exception>
    public static void Check(Database database, Guid notionDatabaseId, BindingOutcome outcome)
    {
        var missing = outcome.Findings.Where(f => f.Property is null).Select(f => $"'{f.Field.Property}' ({f.Field.Type.ToName()})").ToList();
        var different = outcome.Findings.Where(f => f.Property is not null)
            .Select(f => $"'{f.Property!.Name}' is {f.Property.Type} and should be {f.Field.Type.ToName()}").ToList();
        if (missing.Count > 0)
        {
            throw new SyncException(ErrorId.NotionPropertyMissing,
                $"{database.Table}: the Notion database {notionDatabaseId} lacks {Plural(missing.Count, "the property", "the properties")} {string.Join(", ", missing)}"
                + (different.Count > 0 ? $"; and {string.Join(", ", different)}." : "."),
                $"Add {Plural(missing.Count, "it", "them")} in Notion, or take the field out of the catalog file {database.Table}.json.", database.Table);
        }

        if (different.Count > 0)
        {
            throw new SyncException(ErrorId.NotionPropertyTypeDiffers, $"{database.Table}: in the Notion database {notionDatabaseId} {string.Join(", ", different)}.",
                $"Change the type in Notion, or in the catalog file {database.Table}.json.", database.Table);
        }
    }

    /// <summary>The error of a database whose properties went missing after it was bound: the rest of it has been synced.</summary>
    public static SyncException Gone(Database database, IReadOnlyCollection<UnreadField> findings)
    {
        var fields = string.Join("; ", findings.Select(f => $"'{f.Field.Property}': {f.Reason}"));
        return new SyncException(
            findings.Any(f => f.Kind == UnreadKind.PropertyRetyped) ? ErrorId.NotionPropertyTypeDiffers : ErrorId.NotionPropertyMissing,
            $"{database.Table}: everything was synced but {fields}. The columns keep what they have.",
            $"Put the property back in Notion as it was, or change the field in the catalog file {database.Table}.json.", database.Table);
    }

    /// <summary>The error of a database whose relations look empty because what they point to cannot be read.</summary>
    public static SyncException Unproven(Database database, IReadOnlyCollection<Field> relations) => new(ErrorId.NotionNotShared,
        $"{database.Table}: everything was synced but {string.Join(", ", relations.Select(f => $"'{f.Property}'"))}: what {Plural(relations.Count, "it points", "they point")} to"
        + " is not shared with this integration, so that it looks empty. The columns keep what they have.",
        "Share the database that it points to: open it in Notion, ... > Connections, and add your integration.", database.Table);

    private static string Plural(int count, string one, string many) => count == 1 ? one : many;
}
