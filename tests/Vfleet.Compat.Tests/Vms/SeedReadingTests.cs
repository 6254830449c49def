using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Vms;
using Vfleet.Domain.Guests;

namespace Vfleet.Compat.Tests.Vms;

public sealed class SeedReadingTests
{
    [Fact]
    public void A_user_with_password_keys_and_time_zone_is_a_cloud_config()
    {
        var seed = Read(
            new Element("host_name") { Text = "web1" },
            new Element("user_name") { Text = "admin" },
            new Element("root_password") { Text = "se\"cret: #1" },
            new Element("authorized_ssh_keys") { Text = "ssh-ed25519 AAAA one\n\n  ssh-rsa BBBB two \n" },
            new Element("regenerate_ssh_keys") { Text = "true" },
            new Element("timezone") { Text = "Europe/Berlin" }).ShouldNotBeNull();

        seed.HostName.ShouldBe("web1");
        seed.NetworkConfig.ShouldBeNull();
        seed.UserData.ShouldBe("""
            #cloud-config
            user: "admin"
            password: "se\"cret: #1"
            chpasswd: {"expire": false}
            ssh_pwauth: true
            ssh_authorized_keys: ["ssh-ed25519 AAAA one", "ssh-rsa BBBB two"]
            ssh_deletekeys: true
            timezone: "Europe/Berlin"

            """);
    }

    [Fact]
    public void A_password_without_a_user_is_roots() =>
        Read(new Element("root_password") { Text = "x" })!.UserData.ShouldBe(
            "#cloud-config\nuser: \"root\"\npassword: \"x\"\nchpasswd: {\"expire\": false}\nssh_pwauth: true\ndisable_root: false\n");

    [Fact]
    public void A_custom_script_stands_behind_what_else_is_told_with_one_header()
    {
        Read(new Element("user_name") { Text = "a" }, new Element("custom_script") { Text = "#cloud-config\nruncmd: [ls]\n" })!
            .UserData.ShouldBe("#cloud-config\nuser: \"a\"\nruncmd: [ls]\n");
        Read(new Element("custom_script") { Text = "runcmd: [ls]\n" })!.UserData.ShouldBe("#cloud-config\nruncmd: [ls]\n");
        Read(new Element("custom_script") { Text = "#!/bin/sh\nls\n" })!.UserData.ShouldBe("#!/bin/sh\nls\n");
    }

    [Fact]
    public void What_was_shown_can_be_sent_back_without_a_change()
    {
        var first = Read(new Element("user_name") { Text = "a" }, new Element("host_name") { Text = "h" })!;

        Read(new Element("host_name") { Text = first.HostName }, new Element("custom_script") { Text = first.UserData }).ShouldBe(first);
    }

    [Fact]
    public void Letters_of_every_script_stay_as_they_are() =>
        Read(new Element("user_name") { Text = "жук😀" })!.UserData.ShouldContain("user: \"жук😀\"");

    [Fact]
    public void An_empty_initialization_takes_it_away() => Read().ShouldBeNull();

    [Theory]
    [InlineData("windows_license_key")]
    [InlineData("domain")]
    [InlineData("configuration")]
    public void What_cloud_init_cannot_do_is_refused_with_its_name(string tag)
    {
        Read(out var reading, new Element(tag) { Text = "x" });

        var fault = reading.Fault.ShouldNotBeNull();
        fault.Status.ShouldBe(400);
        fault.Detail.ShouldContain(tag);
    }

    [Fact]
    public void A_script_of_the_shell_beside_a_user_is_refused()
    {
        Read(out var reading, new Element("user_name") { Text = "a" }, new Element("custom_script") { Text = "#!/bin/sh\nls\n" });

        reading.Fault.ShouldNotBeNull().Detail.ShouldContain("custom_script");
    }

    [Fact]
    public void NICs_are_a_network_configuration_with_their_addresses()
    {
        var seed = Read(
            new Element("dns_servers") { Text = "192.0.2.53 192.0.2.54" },
            new Element("dns_search") { Text = "example.org" },
            new Element("nic_configurations") { IsList = true }
                .Add(Nic("eth0", "static", new Element("ip").Add("address", "192.0.2.5").Add("netmask", "255.255.255.0").Add("gateway", "192.0.2.1")))
                .Add(Nic("eth1", "dhcp", null)
                    .Add("ipv6_boot_protocol", "static")
                    .Add(new Element("ipv6").Add("address", "2001:db8::5").Add("netmask", "64")))).ShouldNotBeNull();

        seed.UserData.ShouldBe("");
        seed.NetworkConfig.ShouldBe(
            """{"version":2,"ethernets":{"eth0":{"gateway4":"192.0.2.1","addresses":["192.0.2.5/24"],"nameservers":{"addresses":["192.0.2.53","192.0.2.54"],"search":["example.org"]}},"eth1":{"dhcp4":true,"addresses":["2001:db8::5/64"]}}}""");
    }

    [Fact]
    public void Name_servers_without_a_NIC_are_told_to_the_resolver() =>
        Read(new Element("dns_servers") { Text = "192.0.2.53" })!.UserData
            .ShouldBe("#cloud-config\nmanage_resolv_conf: true\nresolv_conf: {\"nameservers\":[\"192.0.2.53\"],\"searchdomains\":[]}\n");

    [Theory]
    [InlineData("192.0.2.5", "255.0.255.0")]
    [InlineData("192.0.2.5", "33")]
    [InlineData("2001:db8::5", "24")]
    [InlineData("nonsense", "24")]
    public void What_is_no_address_is_refused(string address, string mask)
    {
        Read(out var reading, new Element("nic_configurations") { IsList = true }.Add(Nic("eth0", "static", new Element("ip").Add("address", address).Add("netmask", mask))));

        reading.Fault.ShouldNotBeNull().Detail.ShouldContain(address);
    }

    private static Element Nic(string name, string how, Element? ip) => new Element("nic_configuration").Add("name", name).Add("boot_protocol", how).Add(ip);

    private static GuestSeed? Read(params Element[] told)
    {
        var seed = Read(out var reading, told);
        reading.Fault.ShouldBeNull();
        return seed;
    }

    private static GuestSeed? Read(out ElementReading reading, params Element[] told)
    {
        reading = new ElementReading(new Element("vm").Add(new Element("initialization").AddAll(told)));
        return SeedReading.Read(reading, null);
    }
}
