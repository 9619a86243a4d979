using HigherSelf.Sync.Bench;

return args switch
{
    ["engine", var table, var catalog] => await EngineProcess.RunAsync(table, catalog),
    [] => await FirstSync.RunAsync(100_000),
    ["first-sync", var pages] when int.TryParse(pages, out var count) && count > 0 => await FirstSync.RunAsync(count),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: first-sync <pages>     (without arguments: first-sync 100000)");
    return 64;
}
