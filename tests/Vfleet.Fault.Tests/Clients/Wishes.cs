using System.Collections.Immutable;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Fault.Tests.Happened;

namespace Vfleet.Fault.Tests.Clients;

/// <summary>Puts together what clients ask for.</summary>
internal static class Wishes
{
    public static Wish Place(DateTimeOffset now, IReadOnlyList<PlacementVm> vms, IReadOnlyList<Guid> ids, int? leaseSeconds) => new(
        AskKind.Place,
        HttpMethod.Post,
        Routes.Placements,
        JsonSerializer.SerializeToUtf8Bytes(new PlacementRequestResource { Vms = vms, LeaseSeconds = leaseSeconds }, ApiJson.Default.PlacementRequestResource),
        $"{Guid.CreateVersion7():N}",
        [.. ids.Select(id => id.ToString())],
        now);

    public static VmResource NewVm(Guid id, string name, IEnumerable<Reference> profiles) => new()
    {
        Id = id,
        Name = name,
        Cpus = 1,
        MemoryMiB = 1024,
        Nics = [.. profiles.Select(profile => new NicResource { Id = Guid.CreateVersion7(), Profile = profile, Type = VnicType.PciPassthrough })],
    };

    public static Wish Confirm(DateTimeOffset now, Guid vm) =>
        new(AskKind.Confirm, HttpMethod.Post, $"{Routes.Placements}/{vm}/confirm", null, $"{Guid.CreateVersion7():N}", [vm.ToString()], now);

    public static Wish Release(DateTimeOffset now, Guid vm) => Remove(now, AskKind.Release, Routes.Placements, vm);

    public static Wish Remove(DateTimeOffset now, AskKind kind, string collection, Guid id) =>
        new(kind, HttpMethod.Delete, $"{collection}/{id}", null, $"{kind} {id}", [id.ToString()], now);

    public static Wish AddNetwork(DateTimeOffset now, string name, int vlan) => new(
        AskKind.AddNetwork,
        HttpMethod.Post,
        Routes.Networks,
        JsonSerializer.SerializeToUtf8Bytes(new NetworkResource { Name = name, Vlan = vlan, Labels = ["zone0"] }, ApiJson.Default.NetworkResource),
        $"{Guid.CreateVersion7():N}",
        [name],
        now);

    public static Wish AddProfile(DateTimeOffset now, string name, Guid network) => new(
        AskKind.AddProfile,
        HttpMethod.Post,
        Routes.Profiles,
        JsonSerializer.SerializeToUtf8Bytes(
            new ProfileResource { Name = name, Network = new Reference(network, null), Passthrough = Passthrough.Required }, ApiJson.Default.ProfileResource),
        $"{Guid.CreateVersion7():N}",
        [name],
        now);

    public static Wish Configure(DateTimeOffset now, Guid host, string pf, ImmutableArray<string> labels)
    {
        var isAll = labels.IsEmpty;
        return new(
            AskKind.Configure,
            HttpMethod.Patch,
            $"{Routes.Hosts}/{host}/pfs/{pf}/configuration",
            JsonSerializer.SerializeToUtf8Bytes(
                new VfsConfigurationResource { AllNetworksAllowed = isAll, Networks = [], Labels = labels }, ApiJson.Default.VfsConfigurationResource),
            $"configure {host}/{pf}",
            [$"{host}/{pf}"],
            now)
        {
            Wanted = isAll ? "all" : string.Join(',', labels),
        };
    }
}
