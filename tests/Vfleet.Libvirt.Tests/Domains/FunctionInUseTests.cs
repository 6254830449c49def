using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;

namespace Vfleet.Libvirt.Tests.Domains;

public sealed class FunctionInUseTests
{
    [Theory]
    [InlineData(LibvirtErrorCode.OperationInvalid, "Requested operation is not valid: PCI device 0000:01:10.2 is in use by driver QEMU, domain web1", "0000:01:10.2")]
    [InlineData(LibvirtErrorCode.OperationInvalid, "Requested operation is not valid: the device is in use", null)]
    [InlineData(LibvirtErrorCode.InternalError, "qemu: -device vfio-pci,host=0000:01:10.4: vfio 0000:01:10.4: failed to open /dev/vfio/63: Device or resource busy", "0000:01:10.4")]
    public void A_start_that_failed_for_a_function_in_use_says_which(LibvirtErrorCode code, string words, string? function) =>
        FunctionInUse.Of(Failure(code, words)).ShouldNotBeNull().Function?.ToString().ShouldBe(function);

    [Theory]
    [InlineData(LibvirtErrorCode.InternalError, "process exited while connecting to monitor")]
    [InlineData(LibvirtErrorCode.InternalError, "cannot open /dev/sdb: Device or resource busy")]
    [InlineData(LibvirtErrorCode.OperationInvalid, "domain is already running")]
    public void Other_failures_are_not_taken_for_it(LibvirtErrorCode code, string words) => FunctionInUse.Of(Failure(code, words)).ShouldBeNull();

    private static LibvirtException Failure(LibvirtErrorCode code, string words) => new("start a domain", "domain x", code, LibvirtErrorDomain.Qemu, words);
}
