using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Schema;

/// <summary>Creates databases and data sources on behalf of someone.</summary>
internal sealed class DatabaseEditor(WorkspaceState state, Editor editor)
{
    private static readonly JsonElement DefaultProperties = JsonSerializer.SerializeToElement(new { Name = new { title = new { } } });

    /// <summary>A database with its first data source, which bears the same title.</summary>
    public NotionDatabase CreateDatabase(NotionPage? parent, TextValue? title, BodyNode properties)
    {
        var database = new NotionDatabase(state.Ids.Next())
        {
            Title = title,
            ParentPage = parent,
            SharedExplicitly = parent is null ? true : null,
            CreatedTime = editor.At,
            CreatedBy = editor.User,
            LastEditedTime = editor.At,
            LastEditedBy = editor.User,
        };
        CreateDataSource(database, title, properties.IsDefined ? properties : BodyNode.Root(DefaultProperties));
        state.Databases.Add(database.Id, database);
        return database;
    }

    public NotionDataSource CreateDataSource(NotionDatabase database, TextValue? title, BodyNode properties)
    {
        if (!properties.Members().Any(member => member.Node["title"].IsDefined))
        {
            throw ApiException.Validation("Title is not provided.");
        }

        var dataSource = new NotionDataSource(state.Ids.Next(), database)
        {
            Title = title,
            CreatedTime = editor.At,
            CreatedBy = editor.User,
            LastEditedTime = editor.At,
            LastEditedBy = editor.User,
        };
        new SchemaEditor(state, dataSource).Apply(properties);
        database.DataSources.Add(dataSource);
        state.DataSources.Add(dataSource.Id, dataSource);
        return dataSource;
    }
}
