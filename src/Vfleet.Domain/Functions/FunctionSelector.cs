using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Functions;

/// <summary>What a person wrote to name a function: <c>enp1s0f0</c>, <c>0000:01:00.0</c>, <c>enp1s0f0/3</c> or a VF's own address.</summary>
public abstract record FunctionSelector
{
    private FunctionSelector()
    {
    }

    /// <summary>The selector that means a VF whatever its PF is called now.</summary>
    /// <param name="vf">The VF.</param>
    /// <returns>It.</returns>
    public static FunctionSelector Of(VfId vf) => new ByIndex(new ByAddress(vf.Pf), vf.Index);

    /// <summary>A function by its PCI address: a PF, or a VF by its own address.</summary>
    /// <param name="Address">The address.</param>
    public sealed record ByAddress(PciAddress Address) : FunctionSelector
    {
        /// <inheritdoc/>
        public override string ToString() => Address.ToString();
    }

    /// <summary>A function by the name of one of its netdevs.</summary>
    /// <param name="Netdev">Name or alternative name of the netdev.</param>
    public sealed record ByNetdev(string Netdev) : FunctionSelector
    {
        /// <inheritdoc/>
        public override string ToString() => Netdev;
    }

    /// <summary>A VF by its PF and index.</summary>
    /// <param name="Pf">The PF: <see cref="ByAddress"/> or <see cref="ByNetdev"/>.</param>
    /// <param name="Index">VF index, from 0.</param>
    public sealed record ByIndex(FunctionSelector Pf, int Index) : FunctionSelector
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Pf}/{Index}";
    }

    /// <summary>Reads a selector.</summary>
    /// <param name="text">A netdev name or a PCI address, with <c>/INDEX</c> for a VF of it.</param>
    /// <param name="selector">The selector read.</param>
    /// <param name="problem">Why not.</param>
    /// <returns>Whether <paramref name="text"/> is one.</returns>
    public static bool TryParse(
        string text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FunctionSelector? selector,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Problem? problem)
    {
        (selector, problem) = (null, null);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? text : text[..slash];
        FunctionSelector? function = PciAddress.TryParse(name, out var address) ? new ByAddress(address)
            : IsNetdevName(name) ? new ByNetdev(name)
            : null;
        if (function is null)
        {
            problem = new Problem(
                ProblemCode.Malformed,
                $"'{text}' names no function",
                "give a PF as enp1s0f0 or 0000:01:00.0, a VF as enp1s0f0/3, 0000:01:00.0/3 or by its own address 0000:01:10.6");
            return false;
        }

        if (slash < 0)
        {
            selector = function;
            return true;
        }

        if (!int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out var index))
        {
            problem = new Problem(
                ProblemCode.Malformed,
                $"'{text[(slash + 1)..]}' in '{text}' is no VF index",
                $"give the index as a number from 0, for example {name}/0");
            return false;
        }

        selector = new ByIndex(function, index);
        return true;
    }

    // dev_valid_name of the kernel (net/core/dev.c): not empty, not "." or "..", no '/', ':' or white space; 15 bytes,
    // but alternative names may have 127 (ALTIFNAMSIZ).
    private static bool IsNetdevName(string name) =>
        name.Length is > 0 and <= 127 && name is not ("." or "..") && !name.Any(c => c is '/' or ':' || char.IsWhiteSpace(c));
}
