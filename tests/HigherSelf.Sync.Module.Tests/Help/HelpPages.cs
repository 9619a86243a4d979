using System.Management.Automation;
using HigherSelf.Sync.HelpBuilder;
using HigherSelf.Sync.Module.Tests.Module;

namespace HigherSelf.Sync.Module.Tests.Help;

/// <summary>The pages in docs/en-US, as the build reads them.</summary>
internal static class HelpPages
{
    public static string Folder => Path.Combine(BuiltModule.Root, "docs", "en-US");

    /// <summary>The pages of cmdlets, by name.</summary>
    public static IReadOnlyDictionary<string, HelpPage> ReadAll() => Files("*-*.md").ToDictionary(
        f => Path.GetFileNameWithoutExtension(f), f => CmdletPageReader.Read(f, TextOf(f)));

    /// <summary>The files of pages.</summary>
    public static IReadOnlyList<string> Files(string pattern) => [.. Directory.EnumerateFiles(Folder, pattern).Order(StringComparer.Ordinal)];

    public static string TextOf(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");

    /// <summary>The cmdlets that the module exports.</summary>
    public static IReadOnlyList<CmdletInfo> CmdletsIn(Shell shell) =>
        [.. shell.Get("Get-Command -Module HigherSelf.Sync").Select(c => (CmdletInfo)c.BaseObject)];

    /// <summary>The parameters of a cmdlet, without the common ones; -WhatIf and -Confirm are none, because what they mean differs.</summary>
    public static IReadOnlyList<ParameterMetadata> ParametersOf(CmdletInfo cmdlet) => [.. cmdlet.Parameters.Values.Where(p => !Cmdlet.CommonParameters.Contains(p.Name))];
}
