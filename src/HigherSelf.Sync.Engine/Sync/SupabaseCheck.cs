using System.Runtime.CompilerServices;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Checks that Supabase can be worked with: address and key, the functions, the clock, and each table.</summary>
/// <param name="client">The client.</param>
/// <param name="time">The clock of this machine.</param>
public sealed class SupabaseCheck(SupabaseClient client, TimeProvider time)
{
    /// <summary>Makes the checks, one after another. Nothing is written.</summary>
    public async IAsyncEnumerable<HSCheck> RunAsync(IReadOnlyList<Database> databases, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (functions, known, now) = await CheckFunctionsAsync(cancellationToken).ConfigureAwait(false);
        yield return functions;
        if (functions.Passed)
        {
            yield return ClockCheck.Of("Supabase", now, time);
        }

        if (!functions.Passed && functions.ErrorId != nameof(ErrorId.SupabaseSchemaMissing))
        {
            // The key or the address is wrong: every other check would fail for the same reason.
            yield break;
        }

        foreach (var database in databases)
        {
            yield return await CheckTableAsync(database, known, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks for the version of the functions, the databases that are set up, and the time.</summary>
    /// <exception cref="SyncException">They are not there, or of another version, or the key may not call them.</exception>
    public async Task<(IReadOnlyList<string> Databases, DateTimeOffset Now)> ReadStatusAsync(CancellationToken cancellationToken)
    {
        var status = await client.CallAsync("hs_sync_status", "{}"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        CheckVersion(status);
        return ([.. status.GetProperty("databases").EnumerateArray().Select(d => d.GetString()!)], status.GetProperty("now").GetDateTimeOffset());
    }

    /// <summary>Raises unless an answer comes from functions of the version that this engine calls.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.SupabaseSchemaOutdated"/>.</exception>
    internal static void CheckVersion(JsonElement answer)
    {
        var version = answer.GetProperty("version").GetInt32();
        if (version != Migrations.FunctionsVersion)
        {
            throw new SyncException(ErrorId.SupabaseSchemaOutdated,
                $"The functions in Supabase have version {version}, and this module works with version {Migrations.FunctionsVersion}.",
                "Run Initialize-HSSupabase with this version of the module.", "Supabase");
        }
    }

    private async Task<(HSCheck Check, IReadOnlyList<string> Known, DateTimeOffset? Now)> CheckFunctionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (known, now) = await ReadStatusAsync(cancellationToken).ConfigureAwait(false);
            return (Passed("Functions", $"address and key are right, and it may call the functions, which have version {Migrations.FunctionsVersion}"), known, now);
        }
        catch (SyncException e)
        {
            return (Failed("Functions", e), [], null);
        }
    }

    private async Task<HSCheck> CheckTableAsync(Database database, IReadOnlyList<string> known, CancellationToken cancellationToken)
    {
        try
        {
            var columns = string.Join(',', database.Fields.Select(f => f.Column));
            var rows = await client.SelectAsync(database.Table, $"select=id,notion_page_id,updated_at,{columns}&limit=1", cancellationToken).ConfigureAwait(false);
            if (rows.ValueKind != JsonValueKind.Array)
            {
                throw new SyncException(ErrorId.SupabaseRejected, $"{database.Table}: the answer is no list of rows.", "Check SUPABASE_URL.", database.Table);
            }

            return known.Contains(database.Table)
                ? Passed(database.Table, $"the table can be read, with all {database.Fields.Count} columns")
                : throw new SyncException(ErrorId.SupabaseSchemaMissing, $"{database.Table}: the table is there, but the sync does not know it.",
                    "Run Initialize-HSSupabase.", database.Table);
        }
        catch (SyncException e)
        {
            return Failed(database.Table, e);
        }
    }

    private static HSCheck Passed(string name, string detail) => new() { Service = "Supabase", Name = name, Passed = true, Detail = detail };

    private static HSCheck Failed(string name, SyncException e) =>
        new() { Service = "Supabase", Name = name, Passed = false, Detail = e.Cause, NextStep = e.NextStep, ErrorId = e.Id.ToString() };
}
