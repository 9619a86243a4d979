using System.Globalization;
using System.Text;
using System.Xml;

namespace HigherSelf.Sync.Engine.Reporting.Formats;

/// <summary>The report as CI reads it: one testsuite for each run, one testcase for each database.</summary>
internal static class JUnitReport
{
    private const string ClassName = "HigherSelf.Sync";

    /// <summary>The case that stands for a run as a whole.</summary>
    private const string TheRun = "(the run)";

    public static string Write(SyncReport report)
    {
        var suites = report.Runs.Select(r => (Run: r, Cases: CasesOf(r))).ToList();
        using var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", ClassName);
            WriteCounts(xml, [.. suites.SelectMany(s => s.Cases)]);
            xml.WriteAttributeString("time", Words.Seconds(report.Duration));
            foreach (var (run, cases) in suites)
            {
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", $"{ClassName} run {run.RunId}");
                WriteCounts(xml, cases);
                xml.WriteAttributeString("time", Words.Seconds(run.Duration));
                if (run.StartedAt is { } at)
                {
                    xml.WriteAttributeString("timestamp", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
                }

                foreach (var one in cases)
                {
                    Write(xml, one);
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return text.ToString() + "\n";
    }

    private static List<Case> CasesOf(ReportRun run)
    {
        var cases = run.Results.Select(r => new Case(r.Database, r.Duration, OutcomeOf(r.Status), r.ErrorId, r.Error, r.NextStep, Figures(r))).ToList();
        if (!run.HasEnded)
        {
            cases.Add(new Case(TheRun, run.Duration, "skipped", null, "The run has not ended: it is under way, or was killed.", null, null));
        }
        else if (run.WasStopped)
        {
            cases.Add(new Case(TheRun, run.Duration, "error", null, "The run was stopped before its end.", "Run Sync-HSDatabase again; it goes on where this one stopped.", null));
        }

        return cases;
    }

    /// <summary>The element that tells of it; null if all is well.</summary>
    private static string? OutcomeOf(SyncStatus status) => status switch
    {
        SyncStatus.Succeeded => null,
        SyncStatus.Skipped => "skipped",
        SyncStatus.Failed => "error",
        _ => "failure",
    };

    private static string Figures(HSSyncResult r) => string.Create(CultureInfo.InvariantCulture,
        $"created {r.Created}, updated {r.Updated}, unchanged {r.Unchanged}, deleted {r.Deleted}, conflicts {r.Conflicts}, failed {r.Failed}, requests to Notion {r.NotionRequests}, to Supabase {r.SupabaseRequests}");

    private static void WriteCounts(XmlWriter xml, List<Case> cases)
    {
        void Count(string name, int count) => xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));
        Count("tests", cases.Count);
        Count("failures", cases.Count(c => c.Outcome == "failure"));
        Count("errors", cases.Count(c => c.Outcome == "error"));
        Count("skipped", cases.Count(c => c.Outcome == "skipped"));
    }

    private static void Write(XmlWriter xml, Case one)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", ClassName);
        xml.WriteAttributeString("name", Clean(one.Name));
        xml.WriteAttributeString("time", Words.Seconds(one.Time));
        if (one.Outcome is not null)
        {
            var message = Clean(one.Message ?? "It did not say why.");
            xml.WriteStartElement(one.Outcome);
            xml.WriteAttributeString("message", message);
            if (one.Outcome != "skipped")
            {
                xml.WriteAttributeString("type", one.ErrorId ?? "Stopped");
                xml.WriteString(one.NextStep is { } step && !message.EndsWith(step, StringComparison.Ordinal) ? $"{message}\n{Clean(step)}" : message);
            }

            xml.WriteEndElement();
        }

        if (one.Figures is not null)
        {
            xml.WriteElementString("system-out", one.Figures);
        }

        xml.WriteEndElement();
    }

    /// <summary>XML has no way to say some characters, not even escaped.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }

    private sealed record Case(string Name, TimeSpan Time, string? Outcome, string? ErrorId, string? Message, string? NextStep, string? Figures);

    /// <summary>The declaration of the file names the encoding that it is written in.</summary>
    private sealed class Utf8Text : StringWriter
    {
        public Utf8Text()
            : base(CultureInfo.InvariantCulture)
        {
        }

        public override Encoding Encoding => Encoding.UTF8;
    }
}
