namespace HigherSelf.Sync.Engine.Configuration;

/// <summary>The names of the settings, which are those of their environment variables. Each database adds its own (NOTION_TASKS_DB ...).</summary>
public static class SettingName
{
    /// <summary>The token of the Notion integration.</summary>
    public const string NotionToken = "NOTION_API_TOKEN";

    /// <summary>Where Notion is; only the sandbox is elsewhere than https://api.notion.com.</summary>
    public const string NotionUrl = "NOTION_BASE_URL";

    /// <summary>Requests in 60 seconds that the plan allows: 180, or 600 on Business and Enterprise.</summary>
    public const string NotionBudget = "NOTION_REQUESTS_PER_MINUTE";

    /// <summary>The URL of the Supabase project.</summary>
    public const string SupabaseUrl = "SUPABASE_URL";

    /// <summary>The id of the Supabase project; gives the URL where that is not set, and the other way round.</summary>
    public const string SupabaseProject = "SUPABASE_PROJECT_ID";

    /// <summary>The secret or service_role key.</summary>
    public const string SupabaseKey = "SUPABASE_API_KEY";

    /// <summary>The same under its older name.</summary>
    public const string SupabaseKeyOld = "SUPABASE_KEY";

    /// <summary>The connection string of the database, for set-up.</summary>
    public const string DatabaseUrl = "SUPABASE_DB_URL";

    /// <summary>A personal access token of Supabase, for set-up through the Management API.</summary>
    public const string AccessToken = "SUPABASE_ACCESS_TOKEN";

    /// <summary>Where the Management API is; only a test has it elsewhere than https://api.supabase.com.</summary>
    public const string ManagementUrl = "SUPABASE_MANAGEMENT_URL";

    /// <summary>DEBUG, INFO, WARNING or ERROR.</summary>
    public const string LogLevel = "LOG_LEVEL";

    /// <summary>A file that the log is written to, as JSON lines.</summary>
    public const string LogFile = "LOG_FILE";

    /// <summary>A folder with catalog files of one's own, beside those that ship.</summary>
    public const string CatalogFolder = "HS_CATALOG";
}
