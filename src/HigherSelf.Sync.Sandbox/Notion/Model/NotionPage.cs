namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>A page: a row of a data source, or a loose page under another page or the workspace.</summary>
internal sealed class NotionPage(Guid id, long sequence, PropertySet schema) : Authored, IShareable
{
    private PropertyValue?[] _values = new PropertyValue?[schema.Slots];

    public Guid Id { get; } = id;

    /// <summary>The order of arrival, which settles the order of pages created in the same moment.</summary>
    public long Sequence { get; } = sequence;

    public PropertySet Schema { get; private set; } = schema;

    public NotionDataSource? DataSource { get; private set; }

    public NotionPage? ParentPage { get; private set; }

    /// <summary>The icon as JSON, or null.</summary>
    public string? Icon { get; set; }

    /// <summary>The cover as JSON, or null.</summary>
    public string? Cover { get; set; }

    /// <summary>Whether the page itself was put into the trash.</summary>
    public bool InTrash { get; set; }

    public bool IsArchived { get; set; }

    public bool IsLocked { get; set; }

    /// <summary>Deleted for good. Relations may still hold the page; nobody sees it.</summary>
    public bool IsDeleted { get; set; }

    public bool? SharedExplicitly { get; set; }

    public IShareable? ShareParent => (IShareable?)DataSource?.Database ?? ParentPage;

    /// <summary>In the trash, by itself or with what it is in.</summary>
    public bool IsTrashed => InTrash || IsParentTrashed;

    public bool IsParentTrashed => DataSource is { IsTrashed: true } || ParentPage is { IsTrashed: true };

    public PropertyValue? this[PropertySchema property]
    {
        get => property.Slot < _values.Length ? _values[property.Slot] : null;
        set
        {
            if (property.Slot >= _values.Length)
            {
                Array.Resize(ref _values, Schema.Slots);
            }

            _values[property.Slot] = value;
        }
    }

    /// <summary>Makes the page a loose one, without values.</summary>
    public void PutUnder(NotionPage? parent, PropertySet schema)
    {
        DataSource = null;
        ParentPage = parent;
        SetSchema(schema);
    }

    /// <summary>Makes the page a row of a data source, without values.</summary>
    public void PutInto(NotionDataSource dataSource)
    {
        DataSource = dataSource;
        ParentPage = null;
        SetSchema(dataSource.Schema);
    }

    private void SetSchema(PropertySet schema)
    {
        Schema = schema;
        _values = new PropertyValue?[schema.Slots];
    }
}
