using System.Management.Automation;
using HigherSelf.Sync.Engine.SchemaExport;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Writes the tables of the catalog for other programs: as SQL, JSON, a diagram, or types of a language.</summary>
[Cmdlet(VerbsData.Export, "HSSchema", SupportsShouldProcess = true)]
[OutputType(typeof(string))]
public sealed class ExportHSSchemaCommand : HSCmdlet
{
    // A SchemaFormat; see ModuleInitializer for why no field is of that type.
    private int _format;

    /// <summary>What they are written as.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public SchemaFormat As
    {
        get => (SchemaFormat)_format;
        set => _format = (int)value;
    }

    /// <summary>A file; without one, the text goes on through the pipeline.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Keeps a file that is there already.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override bool UsesServices => false;

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var text = As.Write(Catalog);
        if (Path is null)
        {
            Emit(text);
            return;
        }

        var file = new SchemaFile(await ResolveAsync(Path).ConfigureAwait(false), NoClobber);
        file.Check();
        if (await ShouldAsync(file.Path, $"Write schema ({As})").ConfigureAwait(false))
        {
            await file.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        }
    }
}
