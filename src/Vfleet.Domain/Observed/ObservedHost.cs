using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Observed;

/// <summary>What was read from one host at one moment. Every rule and every plan is a pure function of it.</summary>
public sealed record ObservedHost
{
    /// <summary>Physical functions in order of address.</summary>
    public ImmutableArray<ObservedPf> Pfs { get; init; } = [];

    /// <summary>Guests; default when libvirt was not asked.</summary>
    public ImmutableArray<ObservedGuest> Guests { get; init; } = [];

    /// <summary>Why nothing is known of guests; null when libvirt answered or was not asked.</summary>
    public Problem? LibvirtProblem { get; init; }

    /// <summary>Netdevs that belong to no SR-IOV function, by MAC, for the search for duplicates.</summary>
    public ImmutableArray<ObservedNetdev> OtherNetdevs { get; init; } = [];

    /// <summary>Things that could not be read; the rest is still true.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>Finds the PF that a selector names.</summary>
    /// <param name="selector">A PF by netdev or address.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="problem">Why there is none: unknown, or it names a VF.</param>
    /// <returns>Whether it was found.</returns>
    public bool TryFindPf(
        FunctionSelector selector, [NotNullWhen(true)] out ObservedPf? pf, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        pf = selector switch
        {
            FunctionSelector.ByAddress byAddress => Pfs.FirstOrDefault(candidate => candidate.Address == byAddress.Address),
            FunctionSelector.ByNetdev byNetdev => Pfs.FirstOrDefault(candidate => candidate.Netdevs.Any(netdev => netdev.IsCalled(byNetdev.Netdev))),
            _ => null,
        };
        if (pf is not null)
        {
            return true;
        }

        problem = FindVf(selector) is { } vf
            ? new Problem(
                ProblemCode.VfNotPf,
                $"{selector} is virtual function {vf.Id.Index} of {PfName(vf.Id.Pf)}, not a physical function",
                $"name the physical function: {PfName(vf.Id.Pf)}",
                selector.ToString()!)
            : new Problem(
                ProblemCode.PfUnknown,
                $"no SR-IOV physical function is called {selector}",
                Pfs.IsEmpty
                    ? "this host shows no SR-IOV function: check SR-IOV in the firmware set-up and that the card's driver is loaded"
                    : $"'vfleet pf list' shows them: {string.Join(", ", Pfs.Select(known => known.Name))}",
                selector.ToString()!);
        return false;
    }

    /// <summary>Finds the VF that a selector names.</summary>
    /// <param name="selector">A VF by PF and index, by its address or by its netdev.</param>
    /// <param name="vf">The VF.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>Whether it was found.</returns>
    public bool TryFindVf(
        FunctionSelector selector, [NotNullWhen(true)] out ObservedVf? vf, [NotNullWhen(false)] out Problem? problem)
    {
        (vf, problem) = (null, null);
        if (selector is FunctionSelector.ByIndex byIndex)
        {
            if (!TryFindPf(byIndex.Pf, out var pf, out problem))
            {
                return false;
            }

            vf = pf.Vfs.FirstOrDefault(candidate => candidate.Id.Index == byIndex.Index);
            problem = vf is null ? NoSuchIndex(pf, byIndex) : null;
            return vf is not null;
        }

        vf = FindVf(selector);
        if (vf is null)
        {
            problem = TryFindPf(selector, out var pf, out _)
                ? new Problem(
                    ProblemCode.VfUnknown,
                    $"{selector} is a physical function, not a virtual function",
                    $"name one of its VFs, for example {pf.Name}/0",
                    selector.ToString()!)
                : new Problem(
                    ProblemCode.VfUnknown,
                    $"no virtual function is called {selector}",
                    "'vfleet vf list' shows them",
                    selector.ToString()!);
        }

        return vf is not null;
    }

    /// <summary>The PF at an address.</summary>
    /// <param name="address">Its address.</param>
    /// <returns>The PF; null when there is none.</returns>
    public ObservedPf? Pf(PciAddress address) => Pfs.FirstOrDefault(pf => pf.Address == address);

    /// <summary>The VF of an id.</summary>
    /// <param name="id">PF address and index.</param>
    /// <returns>The VF; null when there is none.</returns>
    public ObservedVf? Vf(VfId id) => Pf(id.Pf)?.Vfs.FirstOrDefault(vf => vf.Id == id);

    /// <summary>What people call a PF.</summary>
    /// <param name="address">Its address.</param>
    /// <returns>Its netdev's name, else its address.</returns>
    public string PfName(PciAddress address) => Pf(address)?.Name ?? address.ToString();

    /// <summary>What people call a VF, for example <c>enp1s0f0/3</c>.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The name.</returns>
    public string VfName(VfId id) => $"{PfName(id.Pf)}/{id.Index}";

    private static Problem NoSuchIndex(ObservedPf pf, FunctionSelector.ByIndex selector) => new(
        ProblemCode.VfUnknown,
        pf.NumVfs == 0 ? $"{pf.Name} has no virtual functions" : $"{pf.Name} has no VF {selector.Index}; it has {pf.NumVfs}, from 0 to {pf.NumVfs - 1}",
        pf.NumVfs == 0 ? $"create some: vfleet pf set {pf.Name} --vfs {Math.Min(pf.TotalVfs, 4)} --driver vfio" : $"'vfleet vf list {pf.Name}' shows them",
        selector.ToString());

    private ObservedVf? FindVf(FunctionSelector selector) => selector switch
    {
        FunctionSelector.ByAddress byAddress => Pfs.SelectMany(pf => pf.Vfs).FirstOrDefault(vf => vf.Address == byAddress.Address),
        FunctionSelector.ByNetdev byNetdev => Pfs.SelectMany(pf => pf.Vfs)
            .FirstOrDefault(vf => vf.Netdevs.Any(netdev => netdev.IsCalled(byNetdev.Netdev))),
        FunctionSelector.ByIndex byIndex => TryFindVf(byIndex, out var vf, out _) ? vf : null,
        _ => null,
    };
}
