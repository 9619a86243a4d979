using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.SchemaExport;

/// <summary>A column as a program sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRequired">True if it is never null.</param>
/// <param name="Field">Its field; null for one that every table has.</param>
internal sealed record TableColumn(string Name, ColumnType Type, bool IsRequired, Field? Field);

/// <summary>The columns of tables, those that every table has among them.</summary>
internal static class TableColumns
{
    /// <summary>All columns: the id and the page first, the times last.</summary>
    public static IEnumerable<TableColumn> Of(Database database) =>
    [
        new("id", ColumnType.Uuid, true, null),
        new("notion_page_id", ColumnType.Text, false, null),
        .. database.Fields.Select(f => new TableColumn(f.Column, f.ColumnType, false, f)),
        new("created_at", ColumnType.Timestamptz, true, null),
        new("updated_at", ColumnType.Timestamptz, true, null),
    ];

    /// <summary>What a column is, in words: the property that it mirrors.</summary>
    public static string? Meaning(TableColumn column) => column switch
    {
        { Name: "notion_page_id", Field: null } => "The id of the page in Notion.",
        { Field: { IsMirrored: true } field } => $"{field.Property} ({field.Type.ToName()}{(field.IsWritable ? "" : ", from Notion only")}{(field.Target is null ? "" : $" to {field.Target}")})",
        _ => null,
    };
}
