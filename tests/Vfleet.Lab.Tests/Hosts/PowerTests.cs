using System.Net.Sockets;

namespace Vfleet.Lab.Tests.Hosts;

public sealed class PowerTests(LabHostFixture fixture) : LabHostTest(fixture)
{
    [Fact]
    public async Task After_a_power_cut_what_was_synced_is_there_and_what_was_not_is_lost()
    {
        await Host.DoAsync("echo kept > /root/kept; sync; echo lost > /root/lost; mkdir -p /run/vfleet-lab/before");

        await Host.PowerCutAsync(Token);
        Host.IsOn.ShouldBeFalse();
        await Host.StartAsync(Token);
        await Host.WaitForSshAsync(cancellationToken: Token);

        (await Host.TryAsync("cat /root/kept; ls /root/lost /run/vfleet-lab/before; rm -f /root/kept")).Output.ShouldBe("kept\n");
    }

    [Fact]
    public async Task A_reset_boots_the_host_anew_on_the_same_disk()
    {
        await Host.DoAsync("echo kept > /root/kept; sync");
        var before = (await Host.DoAsync("cat /proc/sys/kernel/random/boot_id")).Text;

        await Host.ResetAsync(Token);
        await Host.WaitForSshAsync(cancellationToken: Token);

        var after = await Host.DoAsync("cat /root/kept; rm /root/kept; cat /proc/sys/kernel/random/boot_id");
        after.Lines[0].ShouldBe("kept");
        after.Lines[1].ShouldNotBe(before);
    }

    [Fact]
    public async Task Its_console_is_logged_and_a_shell_answers_there()
    {
        // Closed early, the rest of what was typed would be lost: the serial port takes 16 bytes at a time.
        using var console = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await console.ConnectAsync(new UnixDomainSocketEndPoint(Host.Console.SocketPath), Token);
        Host.Console.Tail(400).ShouldContain("OpenBSD Secure Shell server");
        for (var look = 0; look < 240 && !SaysSum(); look++)
        {
            // Typed before the shell is there, a login throws it away.
            if (look % 20 == 0)
            {
                await console.SendAsync("\necho sum $((40 + 2))\n"u8.ToArray(), Token);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, Token);
        }

        SaysSum().ShouldBeTrue(Host.Console.Tail(5));
    }

    private bool SaysSum() => Host.Console.Tail(50).Contains("sum 42", StringComparison.Ordinal);
}
