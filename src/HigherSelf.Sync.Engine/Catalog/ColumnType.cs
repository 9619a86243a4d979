namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>The column types that fields have in Supabase.</summary>
public enum ColumnType
{
    Text,
    TextArray,
    Numeric,
    Boolean,
    Timestamptz,
    Uuid,
    UuidArray,
    Jsonb,
}

/// <summary>Names of column types in SQL.</summary>
public static class ColumnTypes
{
    private static readonly (ColumnType Type, string Sql)[] All =
    [
        (ColumnType.Text, "text"),
        (ColumnType.TextArray, "text[]"),
        (ColumnType.Numeric, "numeric"),
        (ColumnType.Boolean, "boolean"),
        (ColumnType.Timestamptz, "timestamptz"),
        (ColumnType.Uuid, "uuid"),
        (ColumnType.UuidArray, "uuid[]"),
        (ColumnType.Jsonb, "jsonb"),
    ];

    /// <summary>The type as SQL names it: "text[]".</summary>
    public static string ToSql(this ColumnType type) => All[(int)type].Sql;

    /// <summary>The column type with this SQL name, or null.</summary>
    public static ColumnType? Parse(string sql)
    {
        foreach (var (type, name) in All)
        {
            if (name == sql)
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>All SQL names.</summary>
    public static IEnumerable<string> Names => All.Select(t => t.Sql);
}
