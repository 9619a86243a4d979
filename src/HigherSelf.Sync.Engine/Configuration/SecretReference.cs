using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Configuration;

/// <summary>A setting that names a secret in a vault of SecretManagement instead of holding it: secret:Vault/Name, or secret:Name for the default vault.</summary>
/// <param name="Vault">The vault, or null for the default one.</param>
/// <param name="Name">The secret.</param>
public sealed record SecretReference(string? Vault, string Name)
{
    private const string Prefix = "secret:";

    /// <summary>The reference that a setting holds; null if it holds a value.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: no secret is named.</exception>
    public static SecretReference? Parse(Setting setting)
    {
        if (!setting.Value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parts = setting.Value[Prefix.Length..].Split('/', 2, StringSplitOptions.TrimEntries);
        return parts.Any(p => p.Length == 0)
            ? throw new SyncException(ErrorId.ConfigurationInvalid, $"{setting.Name}: the value names no secret.", "Write secret:Vault/Name, or secret:Name for the default vault.", setting.Name)
            : parts is [var vault, var name] ? new SecretReference(vault, name) : new SecretReference(null, parts[0]);
    }

    /// <inheritdoc/>
    public override string ToString() => Vault is null ? Name : $"{Vault}/{Name}";
}
