using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Events;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeLibvirt;

namespace Vfleet.Libvirt.Tests.Events;

/// <summary>The wait for a guest, and with it the fake that others test against.</summary>
public sealed class DeviceWatchTests : IAsyncDisposable
{
    private const string Alias = "ua-vf0";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly TestKit.FakeLibvirt.FakeLibvirt _libvirt = new();
    private readonly FakeDomain _domain;
    private ILibvirtConnection? _connection;

    public DeviceWatchTests() => _domain = _libvirt.Hypervisor.DefineRunning("web");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Device(string alias = Alias, string function = "0000:01:10.2") =>
        new DomainInterface(new FunctionSource(PciAddress.Parse(function), Managed: true)) { Alias = alias }.ToXml();

    [Fact]
    public async Task A_guest_that_lets_go_is_seen_even_before_the_call_returns()
    {
        await using var watch = await AttachedAsync();
        (await _connection!.Devices.DetachByAliasAsync(_domain.Uuid, Alias, DomainScope.Live, Cancel)).ShouldBe(Accepted.Instance);
        (await watch.WaitForRemovalAsync(Long, Cancel)).ShouldBe(DeviceWatchOutcome.Removed);
        _domain.Live!.Interfaces.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_guest_that_refuses_is_an_outcome()
    {
        _domain.Unplug = GuestUnplug.Refuses;
        await using var watch = await AttachedAsync();
        await _connection!.Devices.DetachByAliasAsync(_domain.Uuid, Alias, DomainScope.Live, Cancel);
        (await watch.WaitForRemovalAsync(Long, Cancel)).ShouldBe(DeviceWatchOutcome.RemovalRefused);
        _domain.Live!.InterfaceOf(Alias).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_silent_guest_times_out_and_may_answer_later()
    {
        _domain.Unplug = GuestUnplug.Silent;
        await using var watch = await AttachedAsync();
        await _connection!.Devices.DetachByAliasAsync(_domain.Uuid, Alias, DomainScope.Live, Cancel);
        (await watch.WaitForRemovalAsync(TimeSpan.FromMilliseconds(20), Cancel)).ShouldBe(DeviceWatchOutcome.TimedOut);
        _libvirt.Hypervisor.AnswerUnplug(_domain, Alias, GuestUnplug.LetsGo);
        (await watch.WaitForRemovalAsync(Long, Cancel)).ShouldBe(DeviceWatchOutcome.Removed);
    }

    [Fact]
    public async Task Other_devices_and_other_domains_do_not_end_the_wait()
    {
        await using var watch = await AttachedAsync();
        var other = _libvirt.Hypervisor.DefineRunning("other");
        await _connection!.Devices.AttachAsync(other.Uuid, Device(function: "0000:01:10.4"), DomainScope.Live, Cancel);
        await _connection.Devices.DetachByAliasAsync(other.Uuid, Alias, DomainScope.Live, Cancel);
        await _connection.Devices.AttachAsync(_domain.Uuid, Device("ua-vf1", "0000:01:10.6"), DomainScope.Live, Cancel);
        await _connection.Devices.DetachByAliasAsync(_domain.Uuid, "ua-vf1", DomainScope.Live, Cancel);
        (await watch.WaitForRemovalAsync(TimeSpan.FromMilliseconds(50), Cancel)).ShouldBe(DeviceWatchOutcome.TimedOut);
    }

    [Fact]
    public async Task A_domain_that_ends_ends_the_wait()
    {
        await using var watch = await AttachedAsync();
        _libvirt.Hypervisor.Stop(_domain);
        (await watch.WaitForRemovalAsync(Long, Cancel)).ShouldBe(DeviceWatchOutcome.DomainStopped);
    }

    [Fact]
    public async Task A_lost_connection_ends_the_wait_and_later_calls_say_so()
    {
        await using var watch = await AttachedAsync();
        _libvirt.Hypervisor.LoseConnections();
        (await watch.WaitForRemovalAsync(Long, Cancel)).ShouldBe(DeviceWatchOutcome.ConnectionLost);
        (await _connection!.Closed).ShouldBe(ConnectionLoss.EndOfFile);
        var failure = await Should.ThrowAsync<LibvirtException>(() => _connection.Domains.ListAsync(DomainScope.None, Cancel));
        failure.IsConnectionLost.ShouldBeTrue();
    }

    [Fact]
    public async Task Cancelling_is_not_a_timeout()
    {
        await using var watch = await AttachedAsync();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        cancelled.CancelAfter(20);
        await Should.ThrowAsync<OperationCanceledException>(() => watch.WaitForRemovalAsync(Long, cancelled.Token));
    }

    [Fact]
    public async Task An_added_device_is_seen()
    {
        _connection = await OpenAsync();
        await using var watch = await DeviceWatch.OpenAsync(_connection.Events, _domain.Uuid, Alias, TimeProvider.System, Cancel);
        await _connection.Devices.AttachAsync(_domain.Uuid, Device(), DomainScope.Both, Cancel);
        (await watch.WaitForAdditionAsync(Long, Cancel)).ShouldBe(DeviceWatchOutcome.Added);
        _domain.Config!.InterfaceOf(Alias).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_fake_refuses_what_libvirt_refuses()
    {
        await using var watch = await AttachedAsync();
        var devices = _connection!.Devices;
        var other = _libvirt.Hypervisor.DefineRunning("other");
        Reason(await devices.AttachAsync(other.Uuid, Device(), DomainScope.Live, Cancel)).ShouldBe(RefusalReason.FunctionInUse);
        Reason(await devices.AttachAsync(_domain.Uuid, Device(function: "0000:01:10.6"), DomainScope.Live, Cancel)).ShouldBe(RefusalReason.AlreadyPresent);
        Reason(await devices.DetachByAliasAsync(other.Uuid, Alias, DomainScope.Live, Cancel)).ShouldBe(RefusalReason.NoSuchDevice);
        _libvirt.Hypervisor.Stop(other);
        Reason(await devices.AttachAsync(other.Uuid, Device(), DomainScope.Live, Cancel)).ShouldBe(RefusalReason.NotRunning);
        _libvirt.Hypervisor.Faults.RefuseNext(FakeCall.Attach, RefusalReason.NoFreeSlot);
        Reason(await devices.AttachAsync(_domain.Uuid, Device("ua-x", "0000:01:10.6"), DomainScope.Live, Cancel)).ShouldBe(RefusalReason.NoFreeSlot);
    }

    [Fact]
    public async Task The_fake_hands_out_its_pool_until_it_is_exhausted()
    {
        _connection = await OpenAsync();
        var pool = new NetworkDefinition("pool") { Forward = new("hostdev") { Functions = [PciAddress.Parse("0000:01:10.0")] } };
        _libvirt.Hypervisor.Networks["pool"] = new(pool.ToXml());
        var device = new DomainInterface(new NetworkSource("pool")) { Alias = Alias }.ToXml();
        (await _connection.Devices.AttachAsync(_domain.Uuid, device, DomainScope.Live, Cancel)).ShouldBe(Accepted.Instance);
        _domain.Live!.Uses(PciAddress.Parse("0000:01:10.0")).ShouldBeTrue();
        var other = _libvirt.Hypervisor.DefineRunning("other");
        Reason(await _connection.Devices.AttachAsync(other.Uuid, device, DomainScope.Live, Cancel)).ShouldBe(RefusalReason.PoolExhausted);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private static RefusalReason Reason(DeviceChange change) => change.ShouldBeOfType<Refused>().Reason;

    private async Task<ILibvirtConnection> OpenAsync() => (await _libvirt.OpenAsync(ConnectionOptions.Default, Cancel)).Require();

    private async Task<DeviceWatch> AttachedAsync()
    {
        _connection = await OpenAsync();
        (await _connection.Devices.AttachAsync(_domain.Uuid, Device(), DomainScope.Live, Cancel)).ShouldBe(Accepted.Instance);
        return await DeviceWatch.OpenAsync(_connection.Events, _domain.Uuid, Alias, TimeProvider.System, Cancel);
    }
}
