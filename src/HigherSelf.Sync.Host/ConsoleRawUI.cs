using System.Management.Automation.Host;

namespace HigherSelf.Sync.Host;

/// <summary>The size, the colours and the title of the terminal. Scripts that paint on the screen buffer need a real pwsh.</summary>
internal sealed class ConsoleRawUI : PSHostRawUserInterface
{
    private string _title = "";

    public override ConsoleColor ForegroundColor { get => Console.ForegroundColor; set => Console.ForegroundColor = value; }

    public override ConsoleColor BackgroundColor { get => Console.BackgroundColor; set => Console.BackgroundColor = value; }

    public override Size BufferSize { get => WindowSize; set => throw NotHere(); }

    public override Size WindowSize { get => new(Terminal.OutputWidth, 50); set => throw NotHere(); }

    public override Size MaxWindowSize => WindowSize;

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Coordinates WindowPosition { get => new(0, 0); set => throw NotHere(); }

    public override Coordinates CursorPosition { get => throw NotHere(); set => throw NotHere(); }

    public override int CursorSize { get => throw NotHere(); set => throw NotHere(); }

    public override string WindowTitle { get => _title; set => Console.Title = _title = value; }

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override int LengthInBufferCells(char source) => Cells.Width(source);

    public override int LengthInBufferCells(string source) => Cells.Width(source);

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw NotHere();

    public override void FlushInputBuffer() => throw NotHere();

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotHere();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw NotHere();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotHere();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NotHere();

    private static NotSupportedException NotHere() => new("hs has no screen buffer; run the script in pwsh.");
}
