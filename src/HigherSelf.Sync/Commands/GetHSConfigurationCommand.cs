using System.Management.Automation;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Shows every setting, its value, and where it came from.</summary>
[Cmdlet(VerbsCommon.Get, "HSConfiguration")]
[OutputType(typeof(HSSetting))]
public sealed class GetHSConfigurationCommand : HSCmdlet
{
    /// <summary>Names of settings.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override bool UsesServices => false;

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        var patterns = Name.Select(n => WildcardPattern.Get(n, WildcardOptions.IgnoreCase)).ToList();
        foreach (var setting in KnownSetting.Of(Catalog).Where(s => patterns.Exists(p => p.IsMatch(s.Name))))
        {
            Emit(setting.Look(Found));
        }

        return Task.CompletedTask;
    }
}
