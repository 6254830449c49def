using System.IO.Compression;
using System.Text;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Host.Capturing;

namespace Vfleet.Host.Tests.Capturing;

/// <summary>A capture is sent to others: what opens doors, or identifies machines, is not in it.</summary>
public sealed class SecretsTests : IAsyncDisposable
{
    private const string Secret = "hunter2";

    private readonly Rig _rig = new(vfs: 1);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Passwords_keys_user_data_and_serial_numbers_stay_on_the_host()
    {
        var files = _rig.Sysfs.Files;
        files.Write("proc/cmdline", $"quiet rd.iscsi.password={Secret} netroot=iscsi:me:{Secret}@10.0.0.1::::disk vfleet.token=\"{Secret} x\" iommu=pt\n");
        files.Write("var/log/dmesg", $"<5>[    0.000000] Command line: quiet rd.iscsi.password={Secret} iommu=pt\n");
        files.Write("etc/default/grub", $"GRUB_CMDLINE_LINUX=\"rd.iscsi.password={Secret} iommu=pt\"\npassword_pbkdf2 root {Secret}\n");
        files.Write("etc/netplan/1.yaml", $"network:\n  wifis:\n    wlan0:\n      password: {Secret}\n  ethernets:\n    enp1s0:\n      virtual-function-count: 4\n");
        files.Write("etc/NetworkManager/system-connections/a.nmconnection", $"[connection]\ninterface-name=enp1s0\n[sriov]\ntotal-vfs=2\n[802-1x]\nprivate-key-password={Secret}\n");
        files.Write("etc/modprobe.d/a.conf", $"options igb max_vfs=2\n# {Secret}\noptions foo key={Secret}\n");
        files.Write("sys/firmware/acpi/tables/DMAR", Secret);
        files.Write("run/NetworkManager/devices/2", $"[device]\nmanaged=true\nconnection-uuid={Secret}\n");
        _rig.Libvirt.Hypervisor.Define($"""
            <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>web2</name><uuid>{Guid.NewGuid()}</uuid><memory>4096</memory>
              <metadata><nova:user xmlns:nova='urn:n'>{Secret}</nova:user></metadata>
              <sysinfo type='fwcfg'><entry name='opt/com.coreos/config'>{Secret}</entry></sysinfo>
              <os><type>hvm</type><cmdline>password={Secret}</cmdline></os>
              <devices>
                <graphics type='vnc' port='5900' passwd='{Secret}'/>
                <graphics type='spice' passwd='{Secret}' passwdValidTo='2030-01-01T00:00:00'/>
                <disk type='network'><auth username='{Secret}'><secret type='ceph' uuid='{Guid.NewGuid()}'/></auth><serial>{Secret}</serial></disk>
                <serial type='pty'><target port='0'/></serial>
              </devices>
              <qemu:commandline><qemu:arg value='{Secret}'/></qemu:commandline>
            </domain>
            """);

        var text = await CaptureAsync();

        text.ShouldNotContain(Secret);
        text.ShouldContain("rd.iscsi.password=removed netroot=iscsi:removed@10.0.0.1::::disk vfleet.token=removed iommu=pt");
        text.ShouldContain("virtual-function-count: 4");
        text.ShouldContain("total-vfs=2");
        text.ShouldContain("options igb max_vfs=2");
        text.ShouldContain("managed=true");
        text.ShouldContain("<graphics type='vnc' port='5900' />");
        text.ShouldContain("<serial type='pty'>", customMessage: "a serial port is no serial number");
    }

    [Fact]
    public async Task What_cannot_be_read_is_noted_and_the_rest_is_captured()
    {
        // A folder where a file should be cannot be read by root either.
        _rig.Sysfs.Files.MakeDirectory("proc/cmdline");
        _rig.Sysfs.Files.MakeDirectory($"{_rig.Sysfs.DevicePath(Rig.Pf)}/resource");

        var capture = await _rig.Host.CaptureAsync(Token);

        capture.Unread.ShouldContain(("proc/cmdline", "Is a directory"));
        capture.Unread.ShouldContain(unread => unread.Path.EndsWith("0000:01:00.0/resource", StringComparison.Ordinal));
        (capture.Pfs, capture.Vfs, capture.Guests).ShouldBe((1, 1, 1));
        (await CaptureAsync()).ShouldContain("\"why\": \"Is a directory\"");
    }

    [Fact]
    public void An_excerpt_keeps_the_line_with_the_netdev_that_it_is_for()
    {
        const string Netplan = "network:\n  ethernets:\n    enp1s0:\n      addresses: [10.0.0.1/24]\n      virtual-function-count: 8\n";

        var excerpt = ConfiguratorExcerpt.Of("etc/netplan/1.yaml", ConfiguratorKind.Netplan, Netplan);

        excerpt.ShouldBe("network:\n  ethernets:\n    enp1s0:\n      virtual-function-count: 8\n");
        ConfiguratorExcerpt.Of("etc/netplan/1.yaml", ConfiguratorKind.Netplan, "network:\n  wifis:\n    w:\n      password: x\n").ShouldBeEmpty();
    }

    private async Task<string> CaptureAsync()
    {
        var path = Path.Join(_folder.Path, "host.tar.gz");
        (await _rig.Host.CaptureAsync(Token)).Write(path, maskMacs: false).Problem.ShouldBeNull();
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await gzip.CopyToAsync(plain, Token);
        return Encoding.UTF8.GetString(plain.ToArray());
    }
}
