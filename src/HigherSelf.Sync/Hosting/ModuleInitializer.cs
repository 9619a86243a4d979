using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace HigherSelf.Sync.Hosting;

/// <summary>
/// Loads the engine and its packages from deps/ in a load context of their own, so that they meet neither those of PowerShell nor of other modules.
/// </summary>
/// <remarks>
/// PowerShell lays the public types of this assembly out before it calls <see cref="OnImport"/>: none of them may have a field of a value type of the
/// engine, or derive from a type of it.
/// </remarks>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly DependencyContext Dependencies = new(Path.Combine(ModuleFolder.Path, "deps"));

    /// <inheritdoc/>
    public void OnImport() => AssemblyLoadContext.Default.Resolving += Resolve;

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => AssemblyLoadContext.Default.Resolving -= Resolve;

    /// <summary>Only what the cmdlets ask for by name comes from deps/; what that needs in turn, the context itself finds there.</summary>
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is "HigherSelf.Sync.Engine" or "HigherSelf.Sync.Sandbox" ? Dependencies.LoadFromAssemblyName(name) : null;

    private sealed class DependencyContext(string folder) : AssemblyLoadContext("HigherSelf.Sync")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var file = System.IO.Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
        }
    }
}
