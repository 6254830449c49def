using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;

namespace Vfleet.Libvirt.Tests.Connection;

public sealed class ErrorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failure_says_what_was_done_to_what_and_why()
    {
        await using var node = await TestNode.OpenAsync();
        var nobody = Guid.NewGuid();
        var failure = await Should.ThrowAsync<LibvirtException>(() => node.Connection.Lifecycle.StartAsync(nobody, Cancel));
        failure.Code.ShouldBe(LibvirtErrorCode.NoDomain);
        failure.Domain.ShouldBe(LibvirtErrorDomain.Test);
        failure.Operation.ShouldBe("start a domain");
        failure.Target.ShouldBe($"domain {nobody}");
        failure.Reason.ShouldNotBeEmpty();
        failure.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task Failures_of_calls_at_the_same_time_do_not_mix()
    {
        await using var node = await TestNode.OpenAsync();
        var lifecycle = node.Connection.Lifecycle;
        var calls = Enumerable.Range(0, 400).Select(async i =>
        {
            var failure = i % 2 == 0
                ? await Should.ThrowAsync<LibvirtException>(() => lifecycle.DefineAsync($"<domain type='test'><name>n{i}", validate: false, Cancel))
                : await Should.ThrowAsync<LibvirtException>(() => lifecycle.StartAsync(new Guid(i, 0, 0, new byte[8]), Cancel));
            failure.Code.ShouldBe(i % 2 == 0 ? LibvirtErrorCode.XmlDetail : LibvirtErrorCode.NoDomain, failure.Message);
        });
        await Task.WhenAll(calls);
    }

    [Theory]
    [InlineData(LibvirtErrorCode.OperationTimeout, LibvirtErrorDomain.Qemu, true, false)]
    [InlineData(LibvirtErrorCode.InternalError, LibvirtErrorDomain.Rpc, true, true)]
    [InlineData(LibvirtErrorCode.Rpc, LibvirtErrorDomain.Remote, true, true)]
    [InlineData(LibvirtErrorCode.InternalError, LibvirtErrorDomain.Qemu, false, false)]
    [InlineData(LibvirtErrorCode.OperationInvalid, LibvirtErrorDomain.Qemu, false, false)]
    public void Only_what_may_pass_by_itself_is_transient(LibvirtErrorCode code, LibvirtErrorDomain domain, bool transient, bool lost)
    {
        var failure = new LibvirtException("o", "t", code, domain, "r");
        failure.IsTransient.ShouldBe(transient);
        failure.IsConnectionLost.ShouldBe(lost);
    }

    [Fact]
    public async Task A_read_only_connection_reads_and_changes_nothing()
    {
        await using var node = await TestNode.OpenAsync(readOnly: true);
        (await node.Connection.Domains.ListAsync(DomainScope.Live, Cancel)).ShouldHaveSingleItem();
        var failure = await Should.ThrowAsync<LibvirtException>(() => node.Connection.Lifecycle.DestroyAsync(TestNode.Web, Cancel));
        failure.Code.ShouldBe(LibvirtErrorCode.OperationDenied);
    }

    [Theory]
    [InlineData(11_003_000ul, "11.3.0")]
    [InlineData(9_000_000ul, "9.0.0")]
    [InlineData(6_001_012ul, "6.1.12")]
    public void Versions_come_apart(ulong number, string text) => LibvirtVersion.FromNumber(number).ToString().ShouldBe(text);
}
