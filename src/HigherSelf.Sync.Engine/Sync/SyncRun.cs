using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>A run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Direction">Which way records go.</param>
/// <param name="Holder">Who runs it, for the message to a second one: user, machine, process.</param>
/// <param name="DryRun">True if nothing may be written, not even state.</param>
public sealed record SyncRun(Guid Id, SyncDirection Direction, string Holder, bool DryRun);

/// <summary>How a run ended.</summary>
/// <param name="Status">The worst of its databases.</param>
/// <param name="Results">What came of each.</param>
/// <param name="Watermarks">By table, for databases that needed no exchange.</param>
public sealed record RunEnding(SyncStatus Status, IReadOnlyList<HSSyncResult> Results, IReadOnlyDictionary<string, Watermark> Watermarks);
