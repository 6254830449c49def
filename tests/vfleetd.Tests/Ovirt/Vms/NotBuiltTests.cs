using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Ovirt.Vms;

/// <summary>What oVirt has and this fleet does not.</summary>
public sealed class NotBuiltTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task Actions_that_are_not_built_say_so_and_what_to_do_instead()
    {
        await using var host = await WorkingAgent.JoinAsync(engine, "still-h", 1);
        using var scene = await VmScene.MakeAsync(engine, "still");
        var vm = await scene.VmAsync("still-vm");
        await scene.StartAsync(vm);

        (await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/migrate"), 400)).Message.ShouldContain("not built yet");
        (await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/cancelmigration"), 400)).Message.ShouldContain("migration");
        (await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/suspend"), 400)).Message.ShouldContain("suspending");
        (await SdkClient.RefusedAsync(() => scene.Client.ActAsync($"{vm}/reset"), 400)).Message.ShouldContain("reset");
        await scene.Client.ActAsync($"{vm}/reboot");
    }

    [Theory]
    [InlineData("<disk_attachments><disk_attachment/></disk_attachments>", "disk_attachments")]
    [InlineData("<high_availability><enabled>true</enabled></high_availability>", "high_availability")]
    [InlineData("<template><name>golden</name></template>", "ACTION_TYPE_FAILED_TEMPLATE_DOES_NOT_EXIST")]
    [InlineData("<memory>1073741824</memory><memory_policy><guaranteed>2147483648</guaranteed></memory_policy>", "ACTION_TYPE_FAILED_MIN_MEMORY_CANNOT_EXCEED_MEMORY_SIZE")]
    [InlineData("<memory>many</memory>", "memory")]
    [InlineData("<placement_policy><affinity>sometimes</affinity></placement_policy>", "sometimes")]
    [InlineData("<cpu><topology><cores>0</cores></topology></cpu>", "sockets")]
    [InlineData("<placement_policy><hosts><host><name>nobody</name></host></hosts></placement_policy>", "nobody")]
    [InlineData("<cpu><topology><cores>2147483647</cores><sockets>2147483647</sockets><threads>2147483647</threads></topology></cpu>", "CPU")]
    [InlineData("<memory>9223372036854775807</memory>", "memory")]
    public async Task A_VM_that_cannot_be_is_refused_with_the_reason(string more, string said)
    {
        using var client = await SdkClient.ConnectAsync(engine);

        var refused = await SdkClient.RefusedAsync(() => client.AddAsync("/vms", $"<vm><name>never</name><cluster><name>default</name></cluster>{more}</vm>"), 400);

        refused.Message.ShouldContain(said);
        (await client.GetAsync("/vms?search=name%3Dnever")).Elements().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_missing_is_named_as_oVirt_names_it()
    {
        using var client = await SdkClient.ConnectAsync(engine);

        var refused = await SdkClient.RefusedAsync(() => client.AddAsync("/vms", "<vm/>"), 400);

        ((string?)refused.Root!.Element("reason")).ShouldBe("Incomplete parameters");
        refused.Message.ShouldContain("name");
        refused.Message.ShouldContain("cluster");
    }

    [Fact]
    public async Task An_id_does_not_change()
    {
        using var scene = await VmScene.MakeAsync(engine, "fixed");
        var vm = await scene.VmAsync("fixed-vm");

        var refused = await SdkClient.RefusedAsync(() => scene.Client.UpdateAsync(vm, $"<vm id=\"{Guid.NewGuid()}\"><name>other</name></vm>"), 409);

        ((string?)refused.Root!.Element("reason")).ShouldBe("Broken immutability constraint");
    }

    [Theory]
    [InlineData("diskattachments")]
    [InlineData("numanodes")]
    [InlineData("snapshots")]
    [InlineData("cdroms")]
    [InlineData("graphicsconsoles")]
    [InlineData("watchdogs")]
    [InlineData("tags")]
    [InlineData("permissions")]
    [InlineData("affinitylabels")]
    public async Task Lists_of_what_there_is_not_are_empty_and_take_nothing(string list)
    {
        using var scene = await VmScene.MakeAsync(engine, "empty-" + list);
        var vm = await scene.VmAsync("vm-" + list);

        (await scene.Client.GetAsync($"{vm}/{list}")).Elements().ShouldBeEmpty();
        await SdkClient.RefusedAsync(() => scene.Client.AddAsync($"{vm}/{list}", "<x/>"), 400);
        await SdkClient.RefusedAsync(() => scene.Client.GetAsync($"/vms/{Guid.NewGuid()}/{list}"), 404);
    }
}
