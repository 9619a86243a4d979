using System.Text;
using System.Xml;

namespace HigherSelf.Sync.HelpBuilder;

/// <summary>Writes pages as MAML, the XML that Get-Help reads for compiled cmdlets.</summary>
internal sealed class MamlWriter
{
    private const string Msh = "http://msh";
    private const string Maml = "http://schemas.microsoft.com/maml/2004/10";
    private const string Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private const string Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly XmlWriter _xml;
    private readonly string? _onlineBase;

    private MamlWriter(XmlWriter xml, string? onlineBase)
    {
        _xml = xml;
        _onlineBase = onlineBase;
    }

    /// <summary>Writes pages.</summary>
    /// <param name="pages">The pages, one a cmdlet.</param>
    /// <param name="output">Where the XML goes, as UTF-8.</param>
    /// <param name="onlineBase">The address of the folder of the pages on the web, for those that name none themselves; null if there is none.</param>
    public static void Write(IEnumerable<HelpPage> pages, Stream output, string? onlineBase)
    {
        // New lines are those of the text: a code block must not change with the system that builds it.
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.None };
        using var xml = XmlWriter.Create(output, settings);
        xml.WriteStartElement("helpItems", Msh);
        xml.WriteAttributeString("schema", "maml");
        foreach (var page in pages)
        {
            new MamlWriter(xml, onlineBase).Write(page);
        }

        xml.WriteEndElement();
    }

    private void Write(HelpPage page)
    {
        _xml.WriteStartElement("command", "command", Command);
        _xml.WriteAttributeString("xmlns", "maml", null, Maml);
        _xml.WriteAttributeString("xmlns", "dev", null, Dev);
        WriteDetails(page);
        WriteText(Maml, "description", page.Description);
        In(Command, "syntax", () => page.Syntax.ToList().ForEach(form => WriteForm(page, form)));
        In(Command, "parameters", () => page.Parameters.ToList().ForEach(p => WriteParameter(
            p, p.Facts[0].IsRequired, p.Facts[0].Position.ToLowerInvariant(), inCall: false, p.Facts[0].Type)));
        In(Command, "inputTypes", () => page.Inputs.ToList().ForEach(t => WriteType("inputType", t)));
        In(Command, "returnValues", () => page.Outputs.ToList().ForEach(t => WriteType("returnValue", t)));
        In(Maml, "alertSet", () => WriteText(Maml, "alert", page.Notes));
        In(Command, "examples", () => page.Examples.ToList().ForEach(WriteExample));
        In(Command, "relatedLinks", () => LinksOf(page).ToList().ForEach(WriteLink));
        _xml.WriteEndElement();
    }

    private void WriteDetails(HelpPage page) => In(Command, "details", () =>
    {
        var parts = page.Name.Split('-', 2);
        Put(Command, "name", page.Name);
        Put(Command, "verb", parts[0]);
        Put(Command, "noun", parts[^1]);
        In(Maml, "description", () => Put(Maml, "para", page.Synopsis));
    });

    private void WriteForm(HelpPage page, SyntaxForm form) => In(Command, "syntaxItem", () =>
    {
        Put(Maml, "name", page.Name);
        foreach (var called in form.Parameters)
        {
            var parameter = page.Parameters.First(p => p.Name == called.Name);
            WriteParameter(parameter, called.IsRequired, called.Position is { } position ? $"{position}" : "named", inCall: true, called.Type);
        }
    });

    private void WriteParameter(HelpParameter parameter, bool isRequired, string position, bool inCall, string? type) => In(Command, "parameter", () =>
    {
        var facts = parameter.Facts[0];
        _xml.WriteAttributeString("required", Truth(isRequired));
        _xml.WriteAttributeString("variableLength", Truth(facts.Type.EndsWith("[]", StringComparison.Ordinal)));
        _xml.WriteAttributeString("globbing", Truth(facts.AcceptsWildcards));
        _xml.WriteAttributeString("pipelineInput", facts.PipelineInput);
        _xml.WriteAttributeString("position", position);
        _xml.WriteAttributeString("aliases", facts.Aliases.Count == 0 ? "none" : string.Join(", ", facts.Aliases));
        Put(Maml, "name", parameter.Name);
        WriteText(Maml, "description", parameter.Text);
        if (inCall && facts.AcceptedValues.Count > 0)
        {
            In(Command, "parameterValueGroup", () => facts.AcceptedValues.ToList().ForEach(v => WriteValue(v)));
        }

        // In a call a switch stands alone; everywhere else its type is told.
        if (!(inCall && facts.IsSwitch))
        {
            WriteValue(type ?? facts.Type);
        }

        In(Dev, "type", () => Put(Maml, "name", type ?? facts.Type));
        Put(Dev, "defaultValue", facts.Default ?? "None");
    });

    private void WriteValue(string value) => In(Command, "parameterValue", () =>
    {
        _xml.WriteAttributeString("required", "true");
        _xml.WriteAttributeString("variableLength", "false");
        _xml.WriteString(value);
    });

    private void WriteType(string element, HelpType type) => In(Command, element, () =>
    {
        In(Dev, "type", () => Put(Maml, "name", type.Name));
        WriteText(Maml, "description", type.Text);
    });

    private void WriteExample(HelpExample example) => In(Command, "example", () =>
    {
        Put(Maml, "title", $"---- {example.Title} ----");
        Put(Dev, "code", example.Code);
        // The empty one keeps the next title at a distance.
        WriteText(Dev, "remarks", [.. example.Text, new TextBlock(TextKind.Paragraph, "\n")]);
    });

    /// <summary>Get-Help -Online opens the first link.</summary>
    private IEnumerable<HelpLink> LinksOf(HelpPage page)
    {
        var online = page.OnlineVersion ?? (_onlineBase is { Length: > 0 } folder ? $"{folder.TrimEnd('/')}/{page.Name}.md" : null);
        return online is null ? page.Links : page.Links.Prepend(new HelpLink("Online version", online));
    }

    private void WriteLink(HelpLink link) => In(Maml, "navigationLink", () =>
    {
        Put(Maml, "linkText", link.Text);
        Put(Maml, "uri", link.Uri);
    });

    private void WriteText(string space, string element, IReadOnlyList<TextBlock> text) =>
        In(space, element, () => TextLayout.ToParagraphs(text).ToList().ForEach(p => Put(Maml, "para", p)));

    private void Put(string space, string element, string text) => In(space, element, () => _xml.WriteString(text));

    private void In(string space, string element, Action write)
    {
        _xml.WriteStartElement(element, space);
        write();
        _xml.WriteEndElement();
    }

    private static string Truth(bool value) => value ? "true" : "false";
}
