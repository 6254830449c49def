using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>The kernel's modules. Names are written with '_', as the kernel writes them.</summary>
public sealed record ModuleFacts
{
    /// <summary>Loaded modules (<c>/proc/modules</c>); empty when not known.</summary>
    public ImmutableHashSet<string> Loaded { get; init; } = [];

    /// <summary>Modules that are part of the kernel image (modules.builtin); empty when not known.</summary>
    public ImmutableHashSet<string> BuiltIn { get; init; } = [];

    /// <summary>
    /// Parameters by "module.parameter", such as <c>vfio.enable_unsafe_noiommu_mode</c>, with their text in <c>/sys/module</c>.
    /// </summary>
    public ImmutableDictionary<string, string> Parameters { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The text of a parameter.</summary>
    /// <param name="name">"module.parameter".</param>
    /// <returns>The text; null when not known.</returns>
    public string? Parameter(string name) => Parameters.GetValueOrDefault(name);

    /// <summary>Whether a parameter is on.</summary>
    /// <param name="name">"module.parameter".</param>
    /// <returns>Whether; null when not known or not a yes or no.</returns>
    public bool? Flag(string name) => Parameter(name)?.Trim() switch
    {
        "Y" or "y" or "1" => true,
        "N" or "n" or "0" => false,
        _ => null,
    };

    /// <summary>Whether a module is there, loaded or built in.</summary>
    /// <param name="module">Its name, with '_'.</param>
    /// <returns>Whether; null when the loaded or, for a missing one, the built-in modules are not known.</returns>
    public bool? Has(string module) =>
        Loaded.Contains(module) || BuiltIn.Contains(module) ? true : Loaded.IsEmpty || BuiltIn.IsEmpty ? null : false;
}
