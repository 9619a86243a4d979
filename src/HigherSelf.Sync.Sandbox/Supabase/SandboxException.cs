namespace HigherSelf.Sync.Sandbox.Supabase;

/// <summary>The sandbox cannot do what was asked. The message names the thing, the cause and the next step.</summary>
public sealed class SandboxException : Exception
{
    public SandboxException()
    {
    }

    public SandboxException(string message)
        : base(message)
    {
    }

    public SandboxException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
