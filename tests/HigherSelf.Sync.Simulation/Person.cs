using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Simulation;

/// <summary>Something that a person does on one side.</summary>
/// <param name="Kind">What.</param>
/// <param name="Side">Where.</param>
/// <param name="InItems">In items, or in groups.</param>
/// <param name="Index">Which record, modulo as many as there are.</param>
/// <param name="Field">Which field, modulo as many as can be written.</param>
/// <param name="Value">What is written; each value of a history is another one, so that none can be mistaken.</param>
internal sealed record PersonAct(ActKind Kind, Side Side, bool InItems, int Index, int Field, int Value)
{
    public Database Database => InItems ? SimCatalog.Items : SimCatalog.Groups;
}

internal enum ActKind
{
    Edit,
    Create,
    Delete,
    Restore,

    /// <summary>A record is deleted for good, or no longer shared.</summary>
    Vanish,

    /// <summary>An option gets another name: the value of every page that has it changes, and no page is edited.</summary>
    RenameOption,

    /// <summary>A copy of a page is made, which names the row of its original.</summary>
    Duplicate,

    /// <summary>The database of groups is no longer shared, or shared again.</summary>
    Share,
}

/// <summary>An edit of a person, for the model.</summary>
/// <param name="Side">Where.</param>
/// <param name="Record">The page or row.</param>
/// <param name="Field">The field.</param>
/// <param name="Value">What was written.</param>
/// <param name="At">When, in true time.</param>
internal sealed record PersonEdit(Side Side, Guid Record, Field Field, FieldValue Value, TimeSpan At);
