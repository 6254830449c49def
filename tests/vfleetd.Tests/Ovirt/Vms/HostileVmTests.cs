using System.Diagnostics;
using System.Xml.Linq;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Vms;

/// <summary>Bodies about VMs and vNICs with something wrong in them: a fault, never a defect, never slow.</summary>
public sealed class HostileVmTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private const string Vm = """
        <vm id="x"><name>hostile</name><description>d</description><cluster><name>default</name></cluster><template><name>Blank</name></template>
        <cpu><topology><sockets>1</sockets><cores>2</cores><threads>1</threads></topology></cpu><memory>1073741824</memory>
        <memory_policy><guaranteed>1073741824</guaranteed><max>1073741824</max></memory_policy><bios><type>q35_ovmf</type></bios>
        <os><kernel>/k</kernel><initrd>/i</initrd><cmdline>c</cmdline><boot><devices><device>hd</device></devices></boot></os>
        <placement_policy><hosts><host><name>nobody</name></host></hosts></placement_policy><stateless>false</stateless>
        <initialization><host_name>h</host_name><user_name>u</user_name><authorized_ssh_keys>k</authorized_ssh_keys><custom_script>runcmd: []</custom_script>
        <dns_servers>1.1.1.1</dns_servers><regenerate_ssh_keys>true</regenerate_ssh_keys>
        <nic_configurations><nic_configuration><name>eth0</name><boot_protocol>static</boot_protocol><ip><address>192.0.2.1</address><netmask>24</netmask><gateway>192.0.2.2</gateway></ip>
        </nic_configuration></nic_configurations></initialization></vm>
        """;

    private const string Nic = """
        <nic><name>n</name><interface>virtio</interface><vnic_profile id="PROFILE"><name>plain</name></vnic_profile><network id="NETWORK"/><mac><address>52:54:00:00:00:01</address></mac>
        <linked>true</linked><plugged>true</plugged></nic>
        """;

    private static readonly string[] s_strange =
    [
        "", " ", "-1", "0", "99999999999999999999", "1e9", "true", "null", "../../etc/passwd", "'; drop table vms; --", "\u202e", "жук😀", new string('x', 5000), "&lt;a/&gt;", "0x10",
        "-9223372036854775808", "9223372036854775807", "00000000-0000-0000-0000-000000000000", "::1", "255.255.255.255", "#!/bin/sh", "#cloud-config",
    ];

    [Fact]
    public async Task Whatever_stands_in_a_body_is_taken_or_refused()
    {
        using var scene = await VmScene.MakeAsync(engine, "hostile");
        var vm = await scene.VmAsync("hostile-vm");
        var nic = await scene.NicAsync(vm, "fixed");
        var body = Nic.Replace("PROFILE", scene.Plain, StringComparison.Ordinal).Replace("NETWORK", scene.Network, StringComparison.Ordinal);
        (string Method, string Path, string Body)[] requests =
        [
            ("POST", "/vms", Vm), ("PUT", vm, Vm), ("POST", $"{vm}/nics", body), ("PUT", nic, body), ("POST", $"{vm}/start", $"<action><pause>false</pause><async>false</async>{Vm}</action>"),
            ("POST", $"{vm}/migrate", "<action><host><name>h</name></host><cluster><name>c</name></cluster><force>true</force></action>"),
        ];
        var random = new Random(20);
        for (var round = 0; round < 400; round++)
        {
            var (method, path, valid) = requests[round % requests.Length];
            var sent = Broken(valid, random);
            var began = Stopwatch.GetTimestamp();
            using var response = await scene.Client.SendRawAsync(method, path, sent);

            ((int)response.StatusCode).ShouldBeLessThan(500, $"{method} {path} with {sent} after seed 20, round {round}");
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10), sent);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            (text.Length == 0 || XElement.Parse(text).Name.LocalName is "vm" or "nic" or "fault" or "action").ShouldBeTrue(text);
        }

        engine.Log.ShouldNotContain("A defect at");
    }

    // One to three of: another text, an element in the place of a text, an element away, an element twice, another id.
    private static string Broken(string valid, Random random)
    {
        var root = XElement.Parse(valid);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var all = root.Descendants().ToList();
            if (all.Count == 0)
            {
                break;
            }

            var one = all[random.Next(all.Count)];
            switch (random.Next(6))
            {
                case 0 or 1:
                    one.Value = s_strange[random.Next(s_strange.Length)];
                    break;
                case 2:
                    one.ReplaceNodes(new XElement("strange", new XElement("deep", "er")));
                    break;
                case 3:
                    one.Remove();
                    break;
                case 4:
                    one.AddAfterSelf(new XElement(one));
                    break;
                default:
                    one.SetAttributeValue("id", s_strange[random.Next(s_strange.Length)]);
                    break;
            }
        }

        return root.ToString();
    }
}
