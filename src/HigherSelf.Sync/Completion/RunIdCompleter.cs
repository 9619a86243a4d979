using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Completion;

/// <summary>Completes ids of runs that this process has made or listed; no network.</summary>
public sealed class RunIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ProcessWide.Runs
            .Where(r => r.Key.ToString().StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(r => new CompletionResult(r.Key.ToString(), r.Key.ToString(), CompletionResultType.ParameterValue, r.Value));
}
