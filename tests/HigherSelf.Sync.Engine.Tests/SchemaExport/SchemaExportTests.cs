using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.SchemaExport;
using HigherSelf.Sync.Engine.Supabase.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HigherSelf.Sync.Engine.Tests.SchemaExport;

public sealed partial class SchemaExportTests
{
    private static readonly DatabaseCatalog Shipped = DatabaseCatalog.Load(Repository.CatalogFolder);

    /// <summary>Names that a language cannot take as they are: of its types, of members that a record has, twice the same, with a comment's end in them.</summary>
    private static readonly DatabaseCatalog Awkward = DatabaseCatalog.Create(
    [
        ("a.json", Encoding.UTF8.GetBytes(
            """
            {"table":"a","title":"A */ <b>","model":"Guid","group":"x","idVariable":"A","fields":[
              {"column":"name","property":"Na*/me & \n<x>","type":"title"},
              {"column":"clone","property":"Clone","type":"checkbox"},
              {"column":"guid2","property":"Same as its type","type":"number"},
              {"column":"b_id","property":"B","type":"relation","target":"b","cardinality":"many-to-one"},
              {"column":"a_b","property":"A B","type":"multi_select"},
              {"column":"a__b","property":"A  B","type":"date"},
              {"column":"mine","columnType":"jsonb"}
            ]}
            """)),
        ("b.json", Encoding.UTF8.GetBytes(
            """{"table":"b","title":"B","model":"2 things-to do","group":"x","idVariable":"B","fields":[{"column":"name","property":"Name","type":"title"},{"column":"age","property":"Age","type":"formula"}]}""")),
    ]);

    [Fact]
    public void Sql_is_the_text_that_set_up_applies_for_the_tables() =>
        Assert.Equal(Migrations.For(Shipped).Single(m => m.Purpose == "hs_sync_tables").Sql, SchemaFormat.Sql.Write(Shipped));

    [Fact]
    public void Json_has_every_column_of_every_table_with_its_type_and_where_it_leads()
    {
        var databases = JsonDocument.Parse(SchemaFormat.Json.Write(Shipped)).RootElement.GetProperty("databases").EnumerateArray().ToList();

        Assert.Equal(Shipped.Databases.Select(d => (d.Table, d.Fields.Count + 4)), databases.Select(d => (d.GetProperty("table").GetString()!, d.GetProperty("columns").GetArrayLength())));
        var contact = databases.Single(d => d.GetProperty("table").GetString() == "contacts_profiles").GetProperty("columns").EnumerateArray()
            .Single(c => c.GetProperty("column").GetString() == "business_entity_id");
        Assert.Equal(
            """{"column":"business_entity_id","columnType":"uuid","nullable":true,"property":"Business Entity","type":"relation","writable":true,"target":"business_entities","cardinality":"many-to-one","foreignKey":true}""",
            JsonSerializer.Serialize(contact));
    }

    [Fact]
    public void A_diagram_has_every_table_and_every_relation_and_is_in_the_form_that_mermaid_reads()
    {
        var lines = SchemaFormat.Mermaid.Write(Shipped).TrimEnd('\n').Split('\n');

        Assert.Equal("erDiagram", lines[0]);
        Assert.All(lines[1..], l => Assert.Matches(MermaidLine(), l));
        Assert.Equal(Shipped.Databases.Select(d => d.Table), lines.Where(l => l.EndsWith('{') && !l.Contains("--", StringComparison.Ordinal)).Select(l => l.Trim(' ', '{')));
        Assert.Equal(Shipped.Databases.Sum(d => d.Mirrored.Count(f => f.Target is not null)), lines.Count(l => l.Contains("--", StringComparison.Ordinal)));
        Assert.Contains("    contacts_profiles }o--o| business_entities : business_entity_id", lines);
        Assert.Contains("        uuid business_entity_id FK", lines);
    }

    [Fact]
    public void The_diagram_of_the_page_is_that_of_the_catalog()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "schema.md")).ReplaceLineEndings("\n");
        Assert.True(page.Contains($"```mermaid\n{SchemaFormat.Mermaid.Write(Shipped)}```", StringComparison.Ordinal), "docs/schema.md is out of date: run hs -File tools/Update-Schema.ps1.");
    }

    [Fact]
    public void The_records_of_CSharp_compile_and_read_a_row()
    {
        Assert.Equal(Shipped.Databases.Select(d => d.Model).Order(), Compile(SchemaFormat.CSharp.Write(Shipped)).GetExportedTypes().Select(t => t.Name).Order());

        var models = Compile(SchemaFormat.CSharp.Write(Awkward));
        Assert.Equal(["Guid2", "N2ThingsToDo"], models.GetExportedTypes().Select(t => t.Name).Order());
        var type = models.GetExportedTypes().Single(t => t.Name == "Guid2");
        var id = System.Guid.NewGuid();
        var row = JsonSerializer.Deserialize(
            $$"""{"id":"{{id}}","notion_page_id":"p","name":"N","clone":true,"guid2":1.50,"b_id":"{{id}}","a_b":["x"],"a__b":"2026-01-02T03:04:05.123456+00:00","mine":{"a":1},"created_at":"2026-01-02T03:04:05+00:00","updated_at":"2026-01-02T03:04:05+00:00"}""",
            type)!;
        object? Value(string property) => type.GetProperty(property)!.GetValue(row);
        Assert.Equal((id, "N", true, 1.50m, id), (Value("Id"), Value("Name"), Value("Clone2"), Value("Guid22"), Value("BId")));
        Assert.Equal(["x"], (IEnumerable<string>)Value("AB")!);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(123456), Value("AB2"));
        Assert.Equal("a", type.GetField("TableName")!.GetRawConstantValue());
    }

    [Fact]
    public void TypeScript_has_the_form_that_the_client_of_Supabase_takes()
    {
        Assert.Equal(Expected.ReplaceLineEndings("\n"), SchemaFormat.TypeScript.Write(Awkward));
        Assert.Equal(16, SchemaFormat.TypeScript.Write(Shipped).Split('\n').Count(l => l.Contains("[\"Row\"]", StringComparison.Ordinal)));
    }

    private static Assembly Compile(string code)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => Path.GetFileName(f).StartsWith("System.", StringComparison.Ordinal)).Select(f => MetadataReference.CreateFromFile(f));
        var compilation = CSharpCompilation.Create("models", [CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(documentationMode: DocumentationMode.Diagnose))], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.Empty(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error || d.Id.StartsWith("CS157", StringComparison.Ordinal)));
        return new AssemblyLoadContext(null).LoadFromStream(new MemoryStream(assembly.ToArray()));
    }

    private const string Expected =
        """
        // Written by Export-HSSchema TypeScript.
        export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

        export type Database = {
          public: {
            Tables: {
              a: {
                Row: {
                  /** A  B (date) */
                  a__b: string | null
                  /** A B (multi_select) */
                  a_b: string[] | null
                  /** B (relation to b) */
                  b_id: string | null
                  /** Clone (checkbox) */
                  clone: boolean | null
                  created_at: string
                  /** Same as its type (number) */
                  guid2: number | null
                  id: string
                  mine: Json | null
                  /** Na* /me &  <x> (title) */
                  name: string | null
                  /** The id of the page in Notion. */
                  notion_page_id: string | null
                  updated_at: string
                }
                Insert: {
                  a__b?: string | null
                  a_b?: string[] | null
                  b_id?: string | null
                  clone?: boolean | null
                  created_at?: string
                  guid2?: number | null
                  id?: string
                  mine?: Json | null
                  name?: string | null
                  notion_page_id?: string | null
                  updated_at?: string
                }
                Update: {
                  a__b?: string | null
                  a_b?: string[] | null
                  b_id?: string | null
                  clone?: boolean | null
                  created_at?: string
                  guid2?: number | null
                  id?: string
                  mine?: Json | null
                  name?: string | null
                  notion_page_id?: string | null
                  updated_at?: string
                }
                Relationships: [
                  {
                    foreignKeyName: "a_b_id_fkey"
                    columns: ["b_id"]
                    isOneToOne: false
                    referencedRelation: "b"
                    referencedColumns: ["id"]
                  },
                ]
              }
              b: {
                Row: {
                  /** Age (formula, from Notion only) */
                  age: Json | null
                  created_at: string
                  id: string
                  /** Name (title) */
                  name: string | null
                  /** The id of the page in Notion. */
                  notion_page_id: string | null
                  updated_at: string
                }
                Insert: {
                  age?: Json | null
                  created_at?: string
                  id?: string
                  name?: string | null
                  notion_page_id?: string | null
                  updated_at?: string
                }
                Update: {
                  age?: Json | null
                  created_at?: string
                  id?: string
                  name?: string | null
                  notion_page_id?: string | null
                  updated_at?: string
                }
                Relationships: []
              }
            }
            Views: {
              [_ in never]: never
            }
            Functions: {
              [_ in never]: never
            }
            Enums: {
              [_ in never]: never
            }
            CompositeTypes: {
              [_ in never]: never
            }
          }
        }

        /** A * / <b> */
        export type Guid = Database["public"]["Tables"]["a"]["Row"]

        /** B */
        export type N2ThingsToDo = Database["public"]["Tables"]["b"]["Row"]

        """;

    [GeneratedRegex(@"^(    [a-z_]+ (\||\})o--o(\||\{) [a-z_]+ : [a-z_]+|    [a-z_]+ \{|        [a-z]+(\[\])? [a-z_0-9]+( PK| UK| FK)?|    \})$")]
    private static partial Regex MermaidLine();
}
