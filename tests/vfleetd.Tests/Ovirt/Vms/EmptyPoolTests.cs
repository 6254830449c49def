using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Vms;

/// <summary>A data centre of its own, whose MAC pool has one address.</summary>
public sealed class EmptyPoolTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task A_pool_gives_only_the_MAC_addresses_that_it_has()
    {
        using var scene = await VmScene.MakeAsync(engine, "pool");
        var dataCenter = await scene.MakeAsync("datacenters", """{"name":"pool-dc"}""");
        await scene.MakeAsync("clusters", $$"""{"name":"pool-c","dataCenter":"{{dataCenter}}"}""");
        await scene.MakeAsync("macpools", $$"""{"name":"pool-m","dataCenter":"{{dataCenter}}","from":"52:54:00:aa:00:01","to":"52:54:00:aa:00:01"}""");
        var vm = $"/vms/{(string)(await scene.Client.AddAsync("/vms", "<vm><name>pool-vm</name><cluster><name>pool-c</name></cluster></vm>")).Attribute("id")!}";

        var first = await scene.Client.AddAsync($"{vm}/nics", "<nic><name>one</name></nic>");
        ((string?)first.Element("mac")!.Element("address")).ShouldBe("52:54:00:aa:00:01");
        (await SdkClient.RefusedAsync(() => scene.Client.AddAsync($"{vm}/nics", "<nic><name>two</name></nic>"), 409)).Message.ShouldContain("MAC_POOL_NOT_ENOUGH_MAC_ADDRESSES");
        (await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/start"), 409)).Message.ShouldContain("VM_CANNOT_RUN_FROM_DISK_WITHOUT_DISK");
    }
}
