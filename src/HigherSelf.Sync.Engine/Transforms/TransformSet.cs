using System.Collections.Immutable;

namespace HigherSelf.Sync.Engine.Transforms;

/// <summary>The transforms that catalog files can name. A set never changes; <see cref="With(string, IFieldTransform)"/> gives a larger one.</summary>
public sealed class TransformSet
{
    private const char BeforeParameter = ':';

    private readonly ImmutableSortedDictionary<string, Func<string?, IFieldTransform>> _byName;
    private readonly ImmutableDictionary<string, Func<string, IFieldTransform>> _byExtension;

    private TransformSet(
        ImmutableSortedDictionary<string, Func<string?, IFieldTransform>> byName, ImmutableDictionary<string, Func<string, IFieldTransform>> byExtension)
    {
        _byName = byName;
        _byExtension = byExtension;
    }

    /// <summary>trim, lower, e164, e164:&lt;country calling code&gt;, mask.</summary>
    public static TransformSet BuiltIn { get; } =
        new TransformSet(
            ImmutableSortedDictionary.Create<string, Func<string?, IFieldTransform>>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, Func<string, IFieldTransform>>(StringComparer.OrdinalIgnoreCase))
        .With("trim", new TextTransform(BuiltInTransforms.Trim))
        .With("lower", new TextTransform(BuiltInTransforms.Lower))
        .With("mask", new TextTransform(BuiltInTransforms.Mask, hides: true))
        .WithParameter("e164", country => new TextTransform((country is null ? new PhoneNumber(null) : PhoneNumber.Of(country)).Format));

    /// <summary>The names, in alphabetical order.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>This set and one more transform; one of the same name is replaced.</summary>
    /// <param name="name">The name in catalog files; without a colon.</param>
    /// <param name="transform">The transform.</param>
    public TransformSet With(string name, IFieldTransform transform) => WithParameter(
        name, parameter => parameter is null ? transform : throw new FormatException($"'{name}' takes no parameter"));

    /// <summary>This set and one more transform that can have a parameter: "name" or "name:parameter".</summary>
    /// <param name="name">The name in catalog files; without a colon.</param>
    /// <param name="make">Makes the transform; the parameter is null if none is given. A <see cref="FormatException"/> says what is wrong with it.</param>
    public TransformSet WithParameter(string name, Func<string?, IFieldTransform> make) => name.Contains(BeforeParameter, StringComparison.Ordinal)
        ? throw new ArgumentException("The name of a transform has no colon.", nameof(name))
        : new TransformSet(_byName.SetItem(name, make), _byExtension);

    /// <summary>This set, and transforms that are files beside the catalog.</summary>
    /// <param name="extension">How their names end: ".ps1".</param>
    /// <param name="open">Makes the transform of a file, by its full path. A <see cref="FormatException"/> says what is wrong with it.</param>
    public TransformSet WithFiles(string extension, Func<string, IFieldTransform> open) => new(_byName, _byExtension.SetItem(extension, open));

    /// <summary>The transform that a catalog file names.</summary>
    /// <param name="reference">A name, a name with a parameter, or a path.</param>
    /// <param name="folder">Where paths begin.</param>
    /// <exception cref="FormatException">There is none; the message says why, for the user.</exception>
    internal FieldTransform Find(string reference, string folder)
    {
        var extension = Path.GetExtension(reference);
        if (_byExtension.TryGetValue(extension, out var open))
        {
            var path = Path.GetFullPath(reference, folder);
            return File.Exists(path) ? new FieldTransform(reference, open(path)) : throw new FormatException($"the file {path} does not exist");
        }

        var name = reference.Split(BeforeParameter, 2);
        return _byName.TryGetValue(name[0], out var make)
            ? new FieldTransform(reference, make(name.Length > 1 ? name[1] : null))
            : throw new FormatException($"'{reference}' is no transform; take one of {string.Join(", ", Names)}"
                + string.Concat(_byExtension.Keys.Order(StringComparer.Ordinal).Select(e => $", or the path of a {e} file")));
    }
}
