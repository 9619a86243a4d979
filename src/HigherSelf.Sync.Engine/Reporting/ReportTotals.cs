namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>The figures of a number of results together.</summary>
public sealed record ReportTotals
{
    public int Created { get; init; }

    public int Updated { get; init; }

    public int Unchanged { get; init; }

    public int Deleted { get; init; }

    public int Conflicts { get; init; }

    public int Failed { get; init; }

    public int NotionRequests { get; init; }

    public int SupabaseRequests { get; init; }

    /// <summary>Records that were written on either side.</summary>
    public int Changes => Created + Updated + Deleted;

    /// <summary>Adds results up.</summary>
    public static ReportTotals Of(IReadOnlyCollection<HSSyncResult> results) => new()
    {
        Created = results.Sum(r => r.Created),
        Updated = results.Sum(r => r.Updated),
        Unchanged = results.Sum(r => r.Unchanged),
        Deleted = results.Sum(r => r.Deleted),
        Conflicts = results.Sum(r => r.Conflicts),
        Failed = results.Sum(r => r.Failed),
        NotionRequests = results.Sum(r => r.NotionRequests),
        SupabaseRequests = results.Sum(r => r.SupabaseRequests),
    };
}
