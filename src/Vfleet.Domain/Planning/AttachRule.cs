using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Planning;

/// <summary>What must hold of a guest and a VF before the one gets the other.</summary>
internal static class AttachRule
{
    /// <summary>Whether the running guest, its configuration or both get the VF; what stands against it is added.</summary>
    public static (bool Live, bool Config) Scope(
        ObservedGuest guest, HostChange.AttachVf change, ImmutableArray<Problem>.Builder problems)
    {
        var runs = guest.State is GuestState.Running or GuestState.Paused;
        var live = change.Live ?? (change.Config != true && runs);
        var config = change.Config ?? (change.Live != true && !live);
        if (live && !runs && GuestRule.NotRunning(guest) is { } why)
        {
            problems.Add(new Problem(
                ProblemCode.GuestState,
                $"guest {guest.Name} {why.State}, so nothing can be plugged into it",
                $"{why.Remedy}; or change only its configuration with --persistent",
                "live"));
        }

        if (!live && !config)
        {
            problems.Add(new Problem(
                ProblemCode.OptionsConflict,
                $"neither the running guest {guest.Name} nor its configuration is to get the VF",
                "use --live, --persistent or both",
                "live"));
        }

        if (config && !guest.IsPersistent)
        {
            problems.Add(new Problem(
                ProblemCode.GuestState,
                $"guest {guest.Name} has no persistent configuration: it lives until it stops",
                "use --live",
                "persistent"));
        }

        return (live, config);
    }

    /// <summary>Whether the VF can be given to any guest at all.</summary>
    public static void CheckFunction(ObservedVf vf, string name, ImmutableArray<Problem>.Builder problems)
    {
        if (vf.IommuGroup is null)
        {
            problems.Add(Iommu.Missing(name));
        }
    }

    /// <summary>Whether the guest has room for it, under this alias.</summary>
    public static void CheckGuest(ObservedGuest guest, string alias, bool live, ImmutableArray<Problem>.Builder problems)
    {
        if (!alias.StartsWith("ua-", StringComparison.Ordinal) || alias.Length < 4
            || !alias.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
        {
            problems.Add(new Problem(
                ProblemCode.Malformed,
                $"'{alias}' is no user alias",
                "an alias begins with ua- and goes on with letters, digits, '_', '.' or '-'",
                "alias"));
        }

        if (guest.Devices.Any(device => device.Alias == alias))
        {
            problems.Add(new Problem(
                ProblemCode.OptionsConflict, $"guest {guest.Name} has a device {alias} already", "give another --alias or another --mac", "alias"));
        }

        if (live && guest.FreeHotplugPorts == 0)
        {
            problems.Add(new Problem(
                ProblemCode.GuestNoSlot,
                $"guest {guest.Name} has no free PCI Express port to plug into",
                $"add pcie-root-port controllers to its configuration (virsh edit {guest.Name}) and restart it, or use --persistent",
                "live"));
        }
    }
}
