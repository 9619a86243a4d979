using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>One thing that set-up does in Notion. Nothing is ever taken away or given another type.</summary>
/// <param name="Database">The database that it is done to.</param>
public abstract record SchemaChange(Database Database)
{
    /// <summary>What is done, for the user.</summary>
    public abstract string Action { get; }

    /// <summary>The property that is there afterwards; null if it is about the database as a whole.</summary>
    public virtual string? PropertyName => null;

    /// <summary>True if a property of a database is there afterwards.</summary>
    /// <param name="table">The database, by its table.</param>
    /// <param name="property">The name of the property.</param>
    public virtual bool Makes(string table, string property) => Database.Table == table && PropertyName == property;
}

/// <summary>A database is made, with all its properties but the relations.</summary>
/// <param name="Database">The database.</param>
/// <param name="Properties">The properties, by name.</param>
public sealed record CreateDatabase(Database Database, IReadOnlyDictionary<string, JsonObject> Properties) : SchemaChange(Database)
{
    /// <inheritdoc/>
    public override string Action => $"Create the Notion database '{Database.Title}' with {Properties.Count} properties";
}

/// <summary>A property that is missing is added.</summary>
/// <param name="Database">The database.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Definition">The property as the request names it.</param>
public sealed record AddProperty(Database Database, string Name, PropertyType Type, JsonObject Definition) : SchemaChange(Database)
{
    /// <inheritdoc/>
    public override string? PropertyName => Name;

    /// <inheritdoc/>
    public override string Action => $"Add the property '{Name}' ({Type.ToName()})";
}

/// <summary>A relation that is missing is added, once both databases are there.</summary>
/// <param name="Database">The database.</param>
/// <param name="Name">Its name.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="OtherEnd">The name of the property of the target that comes with it; null for a relation that is seen from this side only.</param>
public sealed record AddRelation(Database Database, string Name, Database Target, string? OtherEnd) : SchemaChange(Database)
{
    /// <inheritdoc/>
    public override string? PropertyName => Name;

    /// <inheritdoc/>
    public override bool Makes(string table, string property) => base.Makes(table, property) || (OtherEnd == property && Target.Table == table);

    /// <inheritdoc/>
    public override string Action => OtherEnd is null
        ? $"Add the relation '{Name}' to '{Target.Title}'"
        : $"Add the two-way relation '{Name}' to '{Target.Title}', where it is '{OtherEnd}'";
}

/// <summary>The other end of a two-way relation, which Notion has named by itself, gets the name that the catalog knows.</summary>
/// <param name="Database">The database.</param>
/// <param name="PropertyId">The property.</param>
/// <param name="Before">Its name until now.</param>
/// <param name="Name">Its name from now on.</param>
public sealed record NameOtherEnd(Database Database, string PropertyId, string Before, string Name) : SchemaChange(Database)
{
    /// <inheritdoc/>
    public override string? PropertyName => Name;

    /// <summary>What Notion calls the other end of a relation that nobody has named.</summary>
    public static string GivenByNotion(string title, string property) => $"Related to {title} ({property})";

    /// <inheritdoc/>
    public override string Action => $"Rename '{Before}', the other end of a relation, to '{Name}'";
}
