using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Tests.Connection;
using Vfleet.Libvirt.Xml;

namespace Vfleet.Libvirt.Tests.Domains;

/// <summary>On libvirt's own test driver.</summary>
public sealed class DomainsTests
{
    private const string Other = "<domain type='test'><name>other</name><memory>65536</memory><os><type>hvm</type></os></domain>";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listing_has_running_and_stopped_domains_with_their_documents()
    {
        await using var node = await TestNode.OpenAsync();
        var other = await node.Connection.Lifecycle.DefineAsync(Other, validate: true, Cancel);
        var listed = await node.Connection.Domains.ListAsync(DomainScope.Both, Cancel);
        listed.Select(static one => one.Entry.Name).ShouldBe(["other", "web"]);
        listed[0].Entry.ShouldBe(other);
        listed[0].Entry.IsActive.ShouldBeFalse();
        listed[0].LiveXml.ShouldBeNull();
        DomainDocument.Parse(listed[0].ConfigXml!).Uuid.ShouldBe(other.Uuid);
        listed[1].Entry.State.ShouldBe(DomainState.Running);
        listed[1].Entry.Id.ShouldNotBeNull();
        DomainDocument.Parse(listed[1].LiveXml!).InterfaceOf("ua-nic0")!.Source.ShouldBe(new NetworkSource("default"));
    }

    [Fact]
    public async Task A_listing_without_documents_reads_none()
    {
        await using var node = await TestNode.OpenAsync();
        var only = (await node.Connection.Domains.ListAsync(DomainScope.None, Cancel)).ShouldHaveSingleItem();
        (only.LiveXml, only.ConfigXml).ShouldBe((null, null));
    }

    [Fact]
    public async Task Domains_are_found_by_name_UUID_and_id_or_not_at_all()
    {
        await using var node = await TestNode.OpenAsync();
        var domains = node.Connection.Domains;
        var web = await domains.FindAsync(TestNode.Web, Cancel);
        web.ShouldNotBeNull().Name.ShouldBe("web");
        (await domains.FindByNameAsync("web", Cancel)).ShouldBe(web);
        (await domains.FindByIdAsync(web.Id!.Value, Cancel)).ShouldBe(web);
        (await domains.FindByNameAsync("wéb", Cancel)).ShouldBeNull();
        (await domains.FindByIdAsync(4711, Cancel)).ShouldBeNull();
        (await domains.FindAsync(Guid.NewGuid(), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_domain_lives_from_definition_to_undefinition()
    {
        await using var node = await TestNode.OpenAsync();
        var (domains, lifecycle) = (node.Connection.Domains, node.Connection.Lifecycle);
        var other = await lifecycle.DefineAsync(Other, validate: true, Cancel);
        await lifecycle.StartAsync(other.Uuid, Cancel);
        (await domains.FindAsync(other.Uuid, Cancel))!.State.ShouldBe(DomainState.Running);
        var again = await Should.ThrowAsync<LibvirtException>(() => lifecycle.StartAsync(other.Uuid, Cancel));
        again.Code.ShouldBeOneOf(LibvirtErrorCode.OperationInvalid, LibvirtErrorCode.InternalError);
        await lifecycle.DestroyAsync(other.Uuid, Cancel);
        (await domains.FindAsync(other.Uuid, Cancel))!.State.ShouldBe(DomainState.ShutOff);
        await lifecycle.UndefineAsync(other.Uuid, keepsNvram: false, Cancel);
        (await domains.FindAsync(other.Uuid, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_transient_domain_is_gone_when_it_ends()
    {
        await using var node = await TestNode.OpenAsync();
        var other = await node.Connection.Lifecycle.CreateTransientAsync(Other, Cancel);
        other.IsPersistent.ShouldBeFalse();
        var listed = await node.Connection.Domains.ListAsync(DomainScope.Both, Cancel);
        listed.Single(one => one.Entry.Uuid == other.Uuid).ConfigXml.ShouldBeNull();
        await node.Connection.Lifecycle.ShutdownAsync(other.Uuid, Cancel);
        (await node.Connection.Domains.FindAsync(other.Uuid, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Memory_and_traffic_are_read()
    {
        await using var node = await TestNode.OpenAsync();
        (await node.Connection.Domains.ReadSizeAsync(TestNode.Web, Cancel)).ShouldBe(new DomainSize(196608, 196608, 1));
        var live = DomainDocument.Parse(await node.Connection.Domains.ReadXmlAsync(TestNode.Web, DomainScope.Live, secure: false, Cancel));
        (await node.Connection.Domains.ReadTrafficAsync(TestNode.Web, live.InterfaceOf("ua-nic0")!.Target!, Cancel)).ReceivedBytes.ShouldNotBeNull();
        var failure = await Should.ThrowAsync<LibvirtException>(() => node.Connection.Domains.ReadTrafficAsync(TestNode.Web, "nobody", Cancel));
        failure.Code.ShouldBe(LibvirtErrorCode.InvalidArgument);
    }

    [Fact]
    public async Task Our_own_records_are_kept_inside_a_domain()
    {
        await using var node = await TestNode.OpenAsync();
        var metadata = node.Connection.Metadata;
        const string Space = "urn:example:record";
        (await metadata.ReadAsync(TestNode.Web, Space, DomainScope.Live, Cancel)).ShouldBeNull();
        await metadata.WriteAsync(TestNode.Web, Space, "v", "<claim id='1'/>", DomainScope.Both, Cancel);
        (await metadata.ReadAsync(TestNode.Web, Space, DomainScope.Live, Cancel))!.ShouldContain("claim");
        (await metadata.ReadAsync(TestNode.Web, Space, DomainScope.Config, Cancel))!.ShouldContain("claim");
        DomainDocument.Parse(await node.Connection.Domains.ReadXmlAsync(TestNode.Web, DomainScope.Live, secure: false, Cancel)).ToXml().ShouldContain(Space);
        await metadata.WriteAsync(TestNode.Web, Space, "v", elementXml: null, DomainScope.Both, Cancel);
        (await metadata.ReadAsync(TestNode.Web, Space, DomainScope.Live, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Many_domains_are_listed_quickly_over_one_connection()
    {
        const int Count = 300;
        var many = string.Concat(Enumerable.Range(0, Count).Select(static i => $"<domain type='test'><name>d{i:d4}</name><memory>65536</memory><os><type>hvm</type></os></domain>"));
        await using var node = await TestNode.OpenAsync(many);
        var listed = await node.Connection.Domains.ListAsync(DomainScope.Both, Cancel);
        listed.Length.ShouldBe(Count);
        listed.ShouldAllBe(static one => one.LiveXml != null && one.ConfigXml != null);
    }
}
