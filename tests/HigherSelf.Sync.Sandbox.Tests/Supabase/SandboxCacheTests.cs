using HigherSelf.Sync.Sandbox.Supabase;

namespace HigherSelf.Sync.Sandbox.Tests.Supabase;

public sealed class SandboxCacheTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-cache-");

    private string Wanted => Path.Combine(_folder.FullName, "wanted");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_folder_appears_only_when_it_is_complete()
    {
        await AddAsync(async unfinished =>
        {
            await File.WriteAllTextAsync(Path.Combine(unfinished, "file"), "content");
            Assert.False(Directory.Exists(Wanted));
        });

        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(Wanted, "file")));
    }

    [Fact]
    public async Task Of_two_that_want_the_same_folder_one_makes_it_and_the_other_waits()
    {
        var made = 0;
        var entered = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        var one = AddAsync(MakeAsync);
        await entered.Task;
        var other = AddAsync(MakeAsync);
        finish.SetResult();

        await Task.WhenAll(one, other);

        Assert.Equal(1, made);

        async Task MakeAsync(string unfinished)
        {
            Interlocked.Increment(ref made);
            entered.TrySetResult();
            await finish.Task;
        }
    }

    [Fact]
    public async Task A_failure_leaves_nothing_and_the_next_one_tries_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => AddAsync(_ => throw new InvalidOperationException()));
        Assert.Empty(_folder.EnumerateDirectories());

        await AddAsync(_ => Task.CompletedTask);

        Assert.True(Directory.Exists(Wanted));
    }

    [Fact]
    public async Task What_a_killed_process_left_half_made_is_swept()
    {
        var leftover = _folder.CreateSubdirectory("wanted.unfinished-0123");
        await File.WriteAllTextAsync(Path.Combine(leftover.FullName, "half"), "");

        await AddAsync(_ => Task.CompletedTask);

        Assert.Equal([Wanted], Directory.GetDirectories(_folder.FullName));
    }

    [Fact]
    public void The_folder_is_the_chosen_one()
    {
        Assert.Equal(_folder.FullName, SandboxCache.Locate(_folder.FullName).Root);
    }

    private Task AddAsync(Func<string, Task> make) =>
        SandboxCache.Locate(_folder.FullName).AddAsync(Wanted, make, TimeProvider.System, TestContext.Current.CancellationToken);
}
