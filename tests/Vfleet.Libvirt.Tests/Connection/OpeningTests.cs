using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Tests.Connection;

public sealed class OpeningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_machine_without_the_library_is_told_which_package_to_install()
    {
        var client = new LibvirtClient(static () => LibvirtLibrary.PrepareFile("libvirt-that-is-not-there.so.0"));
        var outcome = await client.OpenAsync(ConnectionOptions.Default, Cancel);
        var unavailable = outcome.ShouldBeOfType<LibvirtUnavailable>();
        unavailable.Reason.ShouldBe(UnavailableReason.LibraryMissing);
        unavailable.Remedy.ShouldContain("libvirt0");
        Should.Throw<LibvirtUnavailableException>(outcome.Require).Message.ShouldContain("libvirt0");
    }

    [Theory]
    [InlineData("no uri")]
    [InlineData("test+unknown:///default")]
    public async Task A_URI_that_means_nothing_is_named(string uri)
    {
        var outcome = await new LibvirtClient().OpenAsync(new() { Uri = uri }, Cancel);
        var unavailable = outcome.ShouldBeOfType<LibvirtUnavailable>();
        unavailable.Reason.ShouldBe(UnavailableReason.UnknownUri, unavailable.Problem);
        unavailable.Problem.ShouldContain(uri);
    }

    [Fact]
    public async Task A_daemon_that_does_not_run_is_an_outcome_with_a_remedy()
    {
        var outcome = await new LibvirtClient().OpenAsync(new() { Uri = "qemu+unix:///system?socket=/nowhere/libvirt-sock" }, Cancel);
        var unavailable = outcome.ShouldBeOfType<LibvirtUnavailable>();
        unavailable.Reason.ShouldBe(UnavailableReason.DaemonNotRunning, unavailable.Problem);
        unavailable.Remedy.ShouldContain("systemctl start");
    }

    [Theory]
    [InlineData(LibvirtErrorCode.SystemError, 2, UnavailableReason.DaemonNotRunning)]
    [InlineData(LibvirtErrorCode.SystemError, 111, UnavailableReason.DaemonNotRunning)]
    [InlineData(LibvirtErrorCode.SystemError, 13, UnavailableReason.PermissionDenied)]
    [InlineData(LibvirtErrorCode.AuthFailed, 0, UnavailableReason.PermissionDenied)]
    [InlineData(LibvirtErrorCode.AuthUnavailable, 0, UnavailableReason.PermissionDenied)]
    [InlineData(LibvirtErrorCode.NoConnect, 0, UnavailableReason.UnknownUri)]
    [InlineData(LibvirtErrorCode.Rpc, 0, UnavailableReason.ConnectFailed)]
    public void Failures_to_connect_are_told_apart_by_number(LibvirtErrorCode code, int errno, UnavailableReason expected) =>
        LibvirtUnavailable.ConnectFailed(new("connect", "uri", code, LibvirtErrorDomain.Rpc, "in any language") { SystemErrno = errno })
            .Reason.ShouldBe(expected);

    [Fact]
    public async Task A_connection_knows_both_versions_and_what_the_host_can_run()
    {
        await using var node = await TestNode.OpenAsync();
        node.Connection.LibraryVersion.ShouldBeGreaterThanOrEqualTo(LibvirtLibrary.Oldest);
        node.Connection.DaemonVersion.ShouldBe(node.Connection.LibraryVersion, "the test driver runs inside the library");
        (await node.Connection.ReadCapabilitiesAsync(Cancel)).ShouldStartWith("<capabilities>");
    }

    [Fact]
    public async Task Disposing_ends_the_connection_once()
    {
        var node = await TestNode.OpenAsync();
        var subscription = await node.Connection.Events.SubscribeAsync(Libvirt.Events.DomainEventKinds.All, domain: null, Cancel);
        await node.DisposeAsync();
        await node.DisposeAsync();
        (await node.Connection.Closed).ShouldBe(ConnectionLoss.Disposed);
        (await subscription.Events.WaitToReadAsync(Cancel)).ShouldBeFalse();
        await Should.ThrowAsync<ObjectDisposedException>(() => node.Connection.Domains.ListAsync(Libvirt.Domains.DomainScope.None, Cancel));
    }

    [Fact]
    public async Task A_cancelled_open_throws_and_leaks_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => new LibvirtClient().OpenAsync(new() { Uri = "test:///default" }, cancelled.Token));
    }
}
