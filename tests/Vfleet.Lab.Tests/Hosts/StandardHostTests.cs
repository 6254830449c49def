namespace Vfleet.Lab.Tests.Hosts;

public sealed class StandardHostTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    [Fact]
    public async Task Its_PFs_are_where_the_lab_says_with_the_MACs_it_gave_and_seven_VFs_each()
    {
        foreach (var pf in Host.Pfs)
        {
            var folder = $"/sys/bus/pci/devices/{pf.Address}";
            var facts = await Host.DoAsync($"cd {folder}; cat vendor device sriov_totalvfs net/*/address; basename $(readlink driver)");
            facts.Lines.ShouldBe(["0x8086", "0x10c9", "7", pf.Mac.ToString(), "igb"]);
        }
    }

    [Fact]
    public async Task Seven_VFs_of_each_PF_come_up_each_in_an_IOMMU_group_of_its_own()
    {
        await Host.ClearVfsAsync();
        foreach (var pf in Host.Pfs)
        {
            var folder = $"/sys/bus/pci/devices/{pf.Address}";
            await Host.DoAsync($"echo 0 > {folder}/sriov_drivers_autoprobe; echo 7 > {folder}/sriov_numvfs");
            var groups = await Host.DoAsync($"for f in {folder}/virtfn*; do ls $f/iommu_group/devices; done");
            groups.Lines.ShouldBe(Enumerable.Range(0, 7).Select(index => pf.Address.VirtualFunction(128, 2, index).ToString()!));
            await Host.DoAsync($"echo 0 > {folder}/sriov_numvfs; echo 1 > {folder}/sriov_drivers_autoprobe");
        }
    }

    [Fact]
    public async Task A_command_gives_back_its_exit_code_and_both_outputs()
    {
        var result = await Host.TryAsync("echo out; echo err >&2; exit 7");

        (result.ExitCode, result.Output, result.Error).ShouldBe((7, "out\n", "err\n"));
    }

    [Fact]
    public async Task A_command_that_does_not_end_is_given_up_at_its_deadline()
    {
        var host = Host;

        var error = await Should.ThrowAsync<LabException>(() => host.RunAsync("sleep 60", TimeSpan.FromSeconds(2), Token));

        error.Message.ShouldContain("did not end within 2 s");
    }

    [Fact]
    public async Task A_file_survives_the_way_in_and_out_with_its_mode()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var there = Path.Combine(folder.FullName, "a 'file'");
            var back = Path.Combine(folder.FullName, "back");
            var content = new byte[19_000_000];
            Random.Shared.NextBytes(content);
            await File.WriteAllBytesAsync(there, content, Token);
            File.SetUnixFileMode(there, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            await Host.CopyInAsync(there, "/root/a folder/it's", Token);
            await Host.CopyOutAsync("/root/a folder/it's", back, Token);

            (await File.ReadAllBytesAsync(back, Token)).AsSpan().SequenceEqual(content).ShouldBeTrue();
            (await Host.TryAsync("stat -c %a \"/root/a folder/it's\"; rm -r '/root/a folder'")).Text.ShouldBe("700");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Netdevsim_loads_and_makes_a_device_with_VFs()
    {
        var script = "set -e; modprobe netdevsim; echo '7 1' > /sys/bus/netdevsim/new_device; udevadm settle; "
            + "cd /sys/bus/netdevsim/devices/netdevsim7; echo 3 > sriov_numvfs; "
            + "ip -o link show dev $(ls net) | grep -c .; ip link show dev $(ls net) | grep -c 'vf '; "
            + "echo 7 > /sys/bus/netdevsim/del_device; modprobe -r netdevsim";

        (await Host.DoAsync(script)).Lines.ShouldBe(["1", "3"]);
    }

    [Fact]
    public async Task What_a_host_needs_for_guests_answers()
    {
        var result = await Host.DoAsync(
            "set -e; virsh version --daemon; ls /dev/kvm; "
            + "systemctl start openvswitch-switch; ovs-vsctl show; systemctl stop openvswitch-switch");

        result.Output.ShouldContain("Running against daemon: 11.");
        result.Output.ShouldContain("/dev/kvm");
    }
}
