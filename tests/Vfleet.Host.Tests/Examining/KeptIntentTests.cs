using Vfleet.Domain.Changes;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Keeping;
using Vfleet.Host.State;

namespace Vfleet.Host.Tests.Examining;

/// <summary>What Vfleet keeps of a PF is held against the host: on the host itself and on a capture of it, even one without real MAC addresses.</summary>
public sealed class KeptIntentTests : IAsyncDisposable
{
    private readonly Rig _rig = new(vfs: 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Everything_that_is_kept_of_a_PF_is_an_intent()
    {
        await _rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 5, Driver = VfDriverChoice.Vfio, Up = true });

        var intent = (await _rig.Host.ExamineAsync(Token)).Intents.ShouldHaveSingleItem();

        intent.ShouldBe(new RecordedIntent(Rig.Pf, $"{_rig.StateDirectory}/{Rig.Pf}.json")
        {
            IsKept = true,
            Vfs = 5,
            VfDriver = "vfio",
            IsUp = true,
            Netdev = Rig.PfName,
            VendorId = 0x8086,
            DeviceId = 0x10c9,
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VFs_that_a_power_cut_took_are_missed_live_and_in_a_capture(bool maskMacs)
    {
        await _rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 5 });
        (await FindingsAsync("UDV07", maskMacs)).ShouldBeEmpty();

        _rig.PowerCut();

        (await FindingsAsync("UDV07", maskMacs)).ShouldHaveSingleItem().ShouldContain(".json says 5 VFs, sriov_numvfs is 0");
    }

    [Fact]
    public async Task Another_card_another_name_and_a_PF_that_went_down_are_seen_live_and_in_a_capture()
    {
        await _rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 2, Up = true });
        Keep(state => state with { Card = state.Card! with { Netdev = "eth7" } });
        _rig.Link.IsUp = false;

        (await FindingsAsync("UDV03", maskMacs: false)).ShouldHaveSingleItem().ShouldContain($"calls {Rig.Pf} eth7");
        (await FindingsAsync("NET02", maskMacs: false)).ShouldHaveSingleItem().ShouldContain("says that it shall be up; it is down");
        (await FindingsAsync("UDV09", maskMacs: false)).ShouldBeEmpty();

        Keep(state => state with { Card = new CardIdentity(0x15b3, 0x1017, null, Rig.PfName) });

        (await FindingsAsync("UDV09", maskMacs: false)).ShouldHaveSingleItem().ShouldContain("says 15b3:1017, the card at 0000:01:00.0 is 8086:10c9");
    }

    [Fact]
    public async Task A_PF_of_which_nothing_is_kept_has_no_intent()
    {
        await _rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 5 });
        await _rig.DoAsync(new HostChange.SetPf(Rig.PfSelector) { Vfs = 0 });

        (await _rig.Host.ExamineAsync(Token)).Intents.ShouldBeEmpty();
    }

    private void Keep(Func<PfState, PfState> change) => new PfStateStore(_rig.StateDirectory).Update(Rig.Pf, change);

    // What a rule finds; the capture must say the same of the file where it lies on a host.
    private async Task<IReadOnlyList<string>> FindingsAsync(string rule, bool maskMacs)
    {
        var (live, recorded) = await BothWays.ExamineAsync(_rig.Host, maskMacs);
        recorded.Evidence(rule).ShouldBe(live.Evidence(rule).Select(text => text.Replace(_rig.StateDirectory, "/var/lib/vfleet")));
        return live.Evidence(rule);
    }
}
