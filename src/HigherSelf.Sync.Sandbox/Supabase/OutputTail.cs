namespace HigherSelf.Sync.Sandbox.Supabase;

/// <summary>The last lines of a program's output, for the message when it fails. Lines may come from any thread.</summary>
internal sealed class OutputTail
{
    private const int Capacity = 20;
    private readonly Queue<string> _lines = new();

    public async Task ReadAsync(TextReader output)
    {
        while (await output.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            Add(line);
        }
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }

    private void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Capacity)
            {
                _lines.Dequeue();
            }
        }
    }
}
