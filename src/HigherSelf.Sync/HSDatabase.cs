using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync;

/// <summary>A database of the catalog as users see it.</summary>
public sealed class HSDatabase
{
    internal HSDatabase(Database database, bool isConfigured)
    {
        Name = database.Table;
        Title = database.Title;
        Model = database.Model;
        Group = database.Group;
        Description = database.Description;
        IdVariable = database.IdVariable;
        IsConfigured = isConfigured;
        Fields = [.. database.Fields.Select(f => new HSField(f))];
    }

    /// <summary>The name in every command, which is the table in Supabase.</summary>
    public string Name { get; }

    /// <summary>The title of the database in Notion.</summary>
    public string Title { get; }

    /// <summary>The name of the model in the specification.</summary>
    public string Model { get; }

    public string Group { get; }

    public string Description { get; }

    /// <summary>The environment variable that holds the id of the Notion database.</summary>
    public string IdVariable { get; }

    /// <summary>True if that id is set.</summary>
    public bool IsConfigured { get; }

    /// <summary>Its fields.</summary>
    public IReadOnlyList<HSField> Fields { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A field of a database as users see it.</summary>
public sealed class HSField
{
    internal HSField(Field field)
    {
        Column = field.Column;
        ColumnType = field.ColumnType.ToSql();
        Property = field.Property;
        PropertyType = field.IsMirrored ? field.Type.ToName() : null;
        Target = field.Target;
        ToSupabase = field.ToSupabase?.Name;
        ToNotion = field.ToNotion?.Name;
    }

    public string Column { get; }

    public string ColumnType { get; }

    /// <summary>The property in Notion; null for a plain column, which the sync never touches.</summary>
    public string? Property { get; }

    public string? PropertyType { get; }

    /// <summary>The database that a relation leads to.</summary>
    public string? Target { get; }

    /// <summary>The transform of the page's values; null for none.</summary>
    public string? ToSupabase { get; }

    /// <summary>The transform of the row's values on their way to Notion; null for none.</summary>
    public string? ToNotion { get; }

    /// <summary>The column.</summary>
    public override string ToString() => Column;
}
