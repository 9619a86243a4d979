using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What a record needs.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Reason">Why, as a sentence for the user.</param>
public sealed record Decision(DecisionKind Kind, string Reason)
{
    /// <summary>The fields whose page values go into the row, or are the same there and only have to be noted.</summary>
    public IReadOnlyList<Field> ToRow { get; init; } = [];

    /// <summary>The fields whose row values go into the page.</summary>
    public IReadOnlyList<Field> ToPage { get; init; } = [];

    /// <summary>The fields that both sides had changed differently.</summary>
    public IReadOnlyList<Field> Conflict { get; init; } = [];

    /// <summary>Whose values of those are taken; null if nobody's are.</summary>
    public Side? Winner { get; init; }

    /// <summary>True if there is something to do in Supabase.</summary>
    public bool WritesRow => Kind is DecisionKind.Agree or DecisionKind.CreateRow or DecisionKind.RowAgain or DecisionKind.DeleteRow or DecisionKind.Forget
        || (Kind is DecisionKind.Write && ToRow.Count > 0);

    /// <summary>True if there is something to do in Notion.</summary>
    public bool WritesPage => Kind is DecisionKind.CreatePage or DecisionKind.PageAgain or DecisionKind.TrashPage
        || (Kind is DecisionKind.Write && ToPage.Count > 0);
}

/// <summary>What is to be done for a record.</summary>
public enum DecisionKind
{
    /// <summary>Both sides are as they last agreed.</summary>
    Nothing,

    /// <summary>Both sides are equal; it only has to be noted.</summary>
    Agree,

    /// <summary>The page is new: a row is made for it.</summary>
    CreateRow,

    /// <summary>The row is new: a page is made for it.</summary>
    CreatePage,

    /// <summary>Values go from one side to the other, or some each way.</summary>
    Write,

    /// <summary>The page is in the trash: the row is deleted, and stays in the journal.</summary>
    DeleteRow,

    /// <summary>The row was deleted: the page goes into Notion's trash.</summary>
    TrashPage,

    /// <summary>The row was deleted, and the page is wanted: the row comes back with its id.</summary>
    RowAgain,

    /// <summary>The page is in the trash, and the row is wanted: the page comes out of it.</summary>
    PageAgain,

    /// <summary>Neither side has it any more; it only has to be noted.</summary>
    Forget,

    /// <summary>The sides differ and are left so: a policy, or a missing proof, says so.</summary>
    Hold,
}
