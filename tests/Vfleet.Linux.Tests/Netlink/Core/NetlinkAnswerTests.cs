using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Tests.Netlink.Core;

public sealed class NetlinkAnswerTests
{
    private const string Header = "10000000" + "1300" + "0500" + "01000000" + "00000000";

    [Theory]
    [InlineData("00000000" + Header, MessageFlags.Capped, 0, null, null)]
    [InlineData("eaffffff" + Header, MessageFlags.Capped, 22, null, null)]
    [InlineData("eaffffff" + Header + "0800" + "0100" + "6e6f2100" + "0800" + "0200" + "18000000", 0x300, 22, "no!", 24)]
    [InlineData("a1ffffff" + "14000000130005000100000000000000" + "deadbeef" + "0700" + "0100" + "61620000", 0x200, 95, "ab", null)]
    public void An_answer_carries_errno_text_and_offset(string hex, int flags, int errno, string? text, int? offset)
    {
        var message = new NetlinkMessage(ControlType.Error, (ushort)flags, 1, 0, Convert.FromHexString(hex));
        NetlinkAnswer.OfError(message).ShouldBe(new NetlinkAnswer(errno, text, offset));
    }

    [Theory]
    [InlineData("00", 0)]
    [InlineData("01000000" + Header, 0)]
    [InlineData("00000080" + Header, 0)]
    [InlineData("eaffffff" + "ffffffff130005000100000000000000" + "0700" + "0100" + "61620000", 0x200)]
    [InlineData("eaffffff" + "1000", 0x300)]
    public void An_answer_that_contradicts_itself_is_malformed(string hex, int flags)
    {
        Should.Throw<MalformedNetlinkException>(() =>
            NetlinkAnswer.OfError(new NetlinkMessage(ControlType.Error, (ushort)flags, 1, 0, Convert.FromHexString(hex))));
    }

    [Fact]
    public void The_exception_says_operation_reason_and_the_kernels_words()
    {
        var answer = new NetlinkAnswer(16, "Device is busy", 20);
        var e = Should.Throw<NetlinkException>(() => answer.ThrowIfFailed("set link 4 up"));
        e.Message.ShouldBe("set link 4 up: Device or resource busy (errno 16): Device is busy");
        e.IsTransient.ShouldBeTrue();
        e.AttributeOffset.ShouldBe(20);
    }
}
