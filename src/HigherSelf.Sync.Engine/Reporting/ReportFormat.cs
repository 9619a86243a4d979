using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting.Formats;

namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>The forms that a report can have.</summary>
public enum ReportFormat
{
    /// <summary>One file for people, with everything in it.</summary>
    Html,

    /// <summary>For programs: everything that the report knows.</summary>
    Json,

    /// <summary>For spreadsheets: one line for each database of each run.</summary>
    Csv,

    /// <summary>For chats, wikis and the summary of a CI step.</summary>
    Markdown,

    /// <summary>For CI: one testsuite for each run, one testcase for each database.</summary>
    JUnit,
}

/// <summary>Chooses forms and writes them.</summary>
public static class ReportFormats
{
    /// <summary>The form that a file's name asks for.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.ReportPathInvalid"/>: the name says nothing about it.</exception>
    public static ReportFormat OfFile(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".html" or ".htm" => ReportFormat.Html,
        ".json" => ReportFormat.Json,
        ".csv" => ReportFormat.Csv,
        ".md" or ".markdown" => ReportFormat.Markdown,
        ".xml" => ReportFormat.JUnit,
        _ => throw new SyncException(ErrorId.ReportPathInvalid, $"{path}: the name of the file does not say which format the report is to have.",
            "Give -Format, or a name that ends in .html, .json, .csv, .md or .xml (JUnit).", path),
    };

    /// <summary>True if the form holds more than the results themselves: what is still open, and how it went before.</summary>
    public static bool NeedsHistory(this ReportFormat format) => format is ReportFormat.Html or ReportFormat.Json or ReportFormat.Markdown;

    /// <summary>The report as text.</summary>
    public static string Write(this ReportFormat format, SyncReport report) => format switch
    {
        ReportFormat.Html => HtmlReport.Write(report),
        ReportFormat.Json => JsonReport.Write(report),
        ReportFormat.Csv => CsvReport.Write(report),
        ReportFormat.Markdown => MarkdownReport.Write(report),
        ReportFormat.JUnit => JUnitReport.Write(report),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "A format without a writer."),
    };
}
