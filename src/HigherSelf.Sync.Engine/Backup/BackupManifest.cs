using System.Text.Json;
using System.Text.Json.Serialization;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>What a backup says of itself: where it is from, and what each of its files has to be. It is written last.</summary>
public sealed record BackupManifest
{
    /// <summary>What stands under "kind", by which a manifest is known to be one of a backup.</summary>
    public const string TheKind = "HigherSelf.Sync backup";

    /// <summary>The version of the format that this engine writes and reads.</summary>
    public const int TheFormat = 1;

    public required string Kind { get; init; }

    /// <summary>The version of the format.</summary>
    public required int Format { get; init; }

    /// <summary>The version of the module that wrote it.</summary>
    public required string Module { get; init; }

    /// <summary>When the first record was read.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last record was read; what was edited in between is in it or is not.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The host of the Supabase project; null if only Notion was read.</summary>
    public string? Project { get; init; }

    /// <summary>The files, but for the manifest.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>The manifest as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.BackupInvalid"/>: it is none, or one of a later version.</exception>
    public static BackupManifest Read(string path)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.BackupManifest);
            if (manifest is not { Kind: TheKind } || !manifest.Files.All(f => BackupNames.IsOfBackup(f.Name)))
            {
                throw new SyncException(ErrorId.BackupInvalid, $"{path}: this is no manifest of a backup.", "Name the folder of a backup.", path);
            }

            return manifest.Format == TheFormat
                ? manifest
                : throw new SyncException(ErrorId.BackupInvalid, $"{path}: the backup has the format {manifest.Format}, and this module reads {TheFormat}.",
                    $"Use the module that wrote it, {manifest.Module}, or a later one.", path);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ErrorId.BackupInvalid, $"{path}: the manifest is damaged or cannot be read: {e.Message}", "Take another backup, or get this file again.", path, e);
        }
    }
}

/// <summary>A file of a backup.</summary>
/// <param name="Name">Its name within the backup, with / between folder and file.</param>
/// <param name="Lines">How many lines it has: one a record.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Sha256">Its checksum, in hexadecimal digits.</param>
public sealed record BackupFile(string Name, long Lines, long Bytes, string Sha256);

/// <summary>How manifests are written and read; generated at compile time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
