namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>The database refused some SQL. Whoever asked for it says what that means to the user.</summary>
/// <param name="sqlState">The SQLSTATE: "55P03".</param>
/// <param name="said">What the database said, with its details.</param>
/// <param name="innerException">What was caught, if anything.</param>
public sealed class SqlException(string sqlState, string said, Exception? innerException = null) : Exception($"{sqlState}: {said}", innerException)
{
    /// <summary>The SQLSTATE.</summary>
    public string SqlState { get; } = sqlState;

    /// <summary>What the database said, with its details.</summary>
    public string Said { get; } = said;
}
