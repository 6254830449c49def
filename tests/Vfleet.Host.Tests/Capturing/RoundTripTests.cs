using System.Text.Json;
using System.Text.Json.Nodes;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.Host.Answers;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.Host.Tests.Capturing;

/// <summary>From a host to a file and back: what is shown of the recorded host is what was shown of the live one.</summary>
public sealed class RoundTripTests : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private readonly Rig _rig = new(vfs: 4);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string FilePath => Path.Join(_folder.Path, "host.tar.gz");

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_recorded_host_is_observed_as_the_live_one_was()
    {
        Furnish();
        var live = await _rig.Host.ObserveAsync(ObserveScope.All, Token);
        live.Pfs[0].Vfs[2].Settings!.Trust.ShouldBe(true);
        live.Pfs[0].Vfs[1].Guests.ShouldNotBeEmpty();
        live.Pfs[0].Vendor.ShouldBe("Intel Corporation");

        var recorded = await ReadBackAsync(host => host.ObserveAsync(ObserveScope.All, Token));

        Shown(recorded).ShouldBe(Shown(live));
        recorded.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recorded_host_is_examined_as_the_live_one_was()
    {
        Furnish();
        var live = await _rig.Host.ExamineAsync(Token);

        var recorded = await ReadBackAsync(host => host.ExamineAsync(Token));

        recorded.Platform.AcpiTables.ShouldBe(live.Platform.AcpiTables);
        recorded.Platform.IommuGroups.ShouldBe(live.Platform.IommuGroups);
        recorded.Platform.Cpu.ShouldBe(live.Platform.Cpu);
        recorded.Boot.Running!.Text.ShouldBe(live.Boot.Running!.Text);
        recorded.Log!.Lines.ShouldBe(live.Log!.Lines);
        recorded.Modules.Loaded.ShouldBe(live.Modules.Loaded, ignoreOrder: true);
        recorded.Modules.Parameters.ShouldBe(live.Modules.Parameters, ignoreOrder: true);
        recorded.Services.Running.ShouldBe(live.Services.Running);
        recorded.Groups.Select(Text).ShouldBe(live.Groups.Select(Text));
        recorded.Functions.Keys.ShouldBe(live.Functions.Keys, ignoreOrder: true);
        recorded.Functions[Rig.VfAddress(0)].MatchingModules.ShouldBe(live.Functions[Rig.VfAddress(0)].MatchingModules);
        recorded.Netdevs[Rig.PfName].ShouldBe(live.Netdevs[Rig.PfName]);
        recorded.Guests.Keys.ShouldBe(live.Guests.Keys);
        recorded.Configurators.ShouldBe(live.Configurators);
        recorded.Configurators.ShouldNotBeEmpty();
        recorded.Intents.ShouldBe(live.Intents);
        DoctorRules.Examine(recorded).Select(finding => finding.ToString()).ShouldBe(DoctorRules.Examine(live).Select(finding => finding.ToString()));

        static string Text(Domain.Doctor.Facts.GroupFacts group) => $"{group.Number} {group.Type} {string.Join(' ', group.Members)} {string.Join(' ', group.Reserved)}";
    }

    [Fact]
    public void Answers_of_a_capture_from_before_cards_were_asked_are_understood()
    {
        var now = AnswersDocument.Parse(new AnswersDocument { HasNetwork = true }.ToJson());
        var before = JsonNode.Parse(now.ToJson())!.AsObject();
        foreach (var name in new[] { "offloads", "cards", "openVswitch" })
        {
            _ = before.Remove(name);
        }

        var document = AnswersDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(before));

        document.HasNetwork.ShouldBeTrue();
        (document.Offloads, document.Cards, document.OpenVswitch).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task What_is_kept_of_a_recorded_host_is_what_was_kept_of_the_live_one()
    {
        await _rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 3, Driver = VfDriverChoice.Vfio });
        var live = _rig.Host.Keeping.ReadAll(out _)[Rig.Pf];
        live.Kept.Vfs.ShouldBe(3);

        var recorded = await ReadBackAsync(host => Task.FromResult(host.Keeping.ReadAll(out _)));

        recorded.Keys.ShouldBe([Rig.Pf]);
        (recorded[Rig.Pf].Kept, recorded[Rig.Pf].Card).ShouldBe((live.Kept, live.Card));
    }

    [Fact]
    public async Task A_recording_can_be_recorded_again()
    {
        Furnish();
        var second = Path.Join(_folder.Path, "second.tar.gz");
        var first = await ReadBackAsync(async host =>
        {
            (await host.CaptureAsync(Token)).Write(second, maskMacs: false).Problem.ShouldBeNull();
            return await host.ObserveAsync(ObserveScope.All, Token);
        });

        Shown(await OpenAsync(second, host => host.ObserveAsync(ObserveScope.All, Token))).ShouldBe(Shown(first));
    }

    [Fact]
    public async Task What_was_unpacked_is_gone_when_the_recording_is_closed()
    {
        _ = (await _rig.Host.CaptureAsync(Token)).Write(FilePath, maskMacs: false);
        var opened = RecordedTree.Open(FilePath).ShouldBeOfType<RecordedTreeOpening.Opened>().Tree;
        Directory.Exists(opened.Folder).ShouldBeTrue();
        new DirectoryInfo(opened.Folder).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        opened.Dispose();

        Directory.Exists(opened.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Only_its_owner_may_read_the_file_and_nothing_else_lies_beside_it()
    {
        await File.WriteAllTextAsync(FilePath + ".new", "left over and readable by all", Token);

        var (bytes, problem) = (await _rig.Host.CaptureAsync(Token)).Write(FilePath, maskMacs: false);

        problem.ShouldBeNull();
        bytes.ShouldBe(new FileInfo(FilePath).Length);
        new FileInfo(FilePath).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_folder.Path).ShouldBe([FilePath]);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told()
    {
        var (_, problem) = (await _rig.Host.CaptureAsync(Token)).Write("/nonexistent/host.tar.gz", maskMacs: false);

        problem!.Message.ShouldContain("/nonexistent/host.tar.gz cannot be written");
    }

    [Fact]
    public async Task Without_libvirt_the_reason_is_recorded()
    {
        _rig.Libvirt.Unavailable = new(default, "libvirt is not running", "start it");
        var live = await _rig.Host.ObserveAsync(ObserveScope.All, Token);

        var recorded = await ReadBackAsync(host => host.ObserveAsync(ObserveScope.All, Token));

        recorded.Guests.IsDefault.ShouldBeTrue();
        recorded.LibvirtProblem.ShouldBe(live.LibvirtProblem);
    }

    // Something of everything that a capture holds.
    private void Furnish()
    {
        _rig.Link.Vfs[2].Trust = true;
        _rig.Link.Vfs[2].Vlan = new(100, 3);
        var web2 = $"<domain type='kvm'><name>web2</name><uuid>{Guid.NewGuid()}</uuid><memory>4096</memory><devices><hostdev mode='subsystem' type='pci'>"
            + "<source><address domain='0' bus='1' slot='0x10' function='2'/></source></hostdev></devices></domain>";
        _rig.Libvirt.Hypervisor.Start(_rig.Libvirt.Hypervisor.Define(web2));
        var files = _rig.Sysfs.Files;
        files.Write("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu vmx\n\nprocessor\t: 1\n");
        files.Write("proc/cmdline", "quiet intel_iommu=on\n");
        files.Write("proc/modules", "igb 1 0\nvfio_pci 1 0\n");
        files.Write("proc/sys/kernel/osrelease", "6.12.0-test\n");
        files.Write("proc/7/stat", "7 (NetworkManager) S 1 2\n");
        files.Write("sys/firmware/acpi/tables/DMAR", "secret serial numbers");
        files.Write("sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "N\n");
        files.Write("lib/modules/6.12.0-test/modules.alias", "alias pci:v00008086d000010CAsv*sd*bc*sc*i* igbvf\nalias pci:v00001234d*sv*sd*bc*sc*i* other\n");
        files.Write("var/log/dmesg", "<6>[    0.000000] Linux version 6.12.0\n<4>[    1.500000] igb 0000:01:00.0: 4 VFs allocated\n");
        files.Write("usr/share/misc/pci.ids", "8086  Intel Corporation\n\t10c9  82576 Gigabit Network Connection\n\t10ca  82576 Virtual Function\n");
        files.Write("etc/netplan/1.yaml", "network:\n  ethernets:\n    enp1s0:\n      virtual-function-count: 4\n");
        files.Write("etc/vfleet/host.yaml", "pfs:\n  - { netdev: enp1s0, vfs: 4 }\n");
        _rig.Link.Forwarding.Add(new ForwardingEntry(_rig.Link.Index, new(0x5254_0000_0009), null, ForwardingFlags.Self, IsPermanent: true));
    }

    private async Task<T> ReadBackAsync<T>(Func<IHost, Task<T>> read)
    {
        (await _rig.Host.CaptureAsync(Token)).Write(FilePath, maskMacs: false).Problem.ShouldBeNull();
        return await OpenAsync(FilePath, read);
    }

    private static async Task<T> OpenAsync<T>(string path, Func<IHost, Task<T>> read)
    {
        using var tree = RecordedTree.Open(path).ShouldBeOfType<RecordedTreeOpening.Opened>().Tree;
        await using var host = HostFactory.Open(new HostOptions { Root = tree.Folder });
        return await read(host);
    }

    // Records hold arrays, which compare by identity: as text, member by member, they compare by what is in them.
    private static string Shown(ObservedHost host) => JsonSerializer.Serialize(host, Readable);
}
