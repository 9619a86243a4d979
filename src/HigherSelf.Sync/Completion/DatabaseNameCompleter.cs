using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Completion;

/// <summary>Completes names of databases from the catalog on disk; no network.</summary>
public sealed class DatabaseNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        DatabaseCatalog catalog;
        try
        {
            var folder = Environment.CurrentDirectory;
            var settings = new SettingsReader(Settings.Find(new Dictionary<string, string>(), Environment.GetEnvironmentVariable, folder));
            using var scripts = new ScriptTransforms();
            catalog = DatabaseCatalog.Load(ModuleFolder.Catalog, settings.CatalogFolder(folder), scripts.Set);
        }
        catch (SyncException)
        {
            // A completer has nowhere to complain; the command itself will.
            return [];
        }

        var pattern = new WildcardPattern(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return catalog.Databases
            .Where(d => pattern.IsMatch(d.Table) || pattern.IsMatch(d.Model))
            .Select(d => new CompletionResult(d.Table, d.Table, CompletionResultType.ParameterValue, $"{d.Title} ({d.Model})"));
    }
}
