using System.Collections.Immutable;
using static Vfleet.Fault.Tests.Checking.MadeUp;

namespace Vfleet.Fault.Tests.Checking;

public sealed class StoreRulesTests
{
    [Fact]
    public void A_store_that_is_right_violates_nothing() => Rules(Store).ShouldBeEmpty();

    [Fact]
    public void A_claim_of_a_VM_that_is_not_there_is_found() =>
        Rules(Store with { Claims = [.. Store.Claims, Claim(Vf + "1", 1, Guid.Empty, Nic)] }).ShouldBe([StoreRules.NoVm]);

    [Fact]
    public void A_claim_of_a_VM_on_another_host_is_found() =>
        Rules(Store with { Claims = Store.Claims.SetItem(0, Store.Claims[0] with { Host = Guid.Empty }) }).ShouldBe([StoreRules.NoVm]);

    [Fact]
    public void A_claim_of_a_vNIC_that_the_VM_has_not_is_found() =>
        Rules(Store with { Claims = [.. Store.Claims, Claim(Vf + "1", 1, Vm, Guid.Empty)] }).ShouldBe([StoreRules.NoVm]);

    [Fact]
    public void A_placed_VM_without_its_claim_is_found() => Rules(Store with { Claims = [Store.Claims[0]] }).ShouldBe([StoreRules.NoClaim]);

    [Fact]
    public void A_vNIC_with_two_claims_is_found() =>
        Rules(Store with { Claims = [.. Store.Claims, Claim(Vf + "1", 1, Vm, Nic)] }).ShouldBe([StoreRules.NoClaim]);

    [Fact]
    public void A_claim_that_never_ends_is_found() =>
        Rules(Store with { Claims = [.. Store.Claims, Claim(Vf + "1", 1, Guid.Empty, Nic) with { IsHeld = false }] }).ShouldBe([StoreRules.Ended]);

    [Fact]
    public void A_use_that_is_too_large_is_found() => Rules(Store with { Uses = Store.Uses.SetItem(Host, (3072, 3)) }).ShouldBe([StoreRules.Use]);

    [Fact]
    public void A_use_of_a_host_without_VMs_is_found() => Rules(Store with { Uses = Store.Uses.SetItem(Guid.Empty, (1, 0)) }).ShouldBe([StoreRules.Use]);

    [Fact]
    public void Two_VMs_of_one_name_are_found() =>
        Rules(Store with { Vms = Store.Vms.SetItem(OtherVm, Store.Vms[OtherVm] with { Name = "vm1" }) }).ShouldBe([StoreRules.Name]);

    [Fact]
    public void Two_vNICs_of_one_MAC_address_are_found() =>
        Rules(Store with { Vms = Store.Vms.SetItem(OtherVm, Store.Vms[OtherVm] with { Nics = [Store.Vms[OtherVm].Nics[0] with { Mac = "02:76:00:00:00:01" }] }) }).ShouldBe([StoreRules.Name]);

    [Fact]
    public void A_name_that_is_noted_for_nobody_is_found() => Rules(Store with { Names = Store.Names.Remove("mac:02:76:00:00:00:01") }).ShouldBe([StoreRules.Name]);

    [Fact]
    public void A_name_of_a_VM_that_is_gone_is_found() => Rules(Store with { Names = Store.Names.Add("mac:02:76:00:00:00:09", $"{Vm}") }).ShouldBe([StoreRules.Name]);

    [Fact]
    public void An_engine_that_says_something_else_is_found()
    {
        var right = new EngineView(
            "engine1",
            Store.Claims.ToImmutableDictionary(claim => claim.Vf, claim => $"held {claim.Generation} {claim.Vm}", StringComparer.Ordinal),
            Store.Vms.Values.ToImmutableDictionary(vm => $"{vm.Id}", vm => $"placed {vm.Host}", StringComparer.Ordinal));
        EngineView.Check(right, Store).ShouldBeEmpty();
        EngineView.Check(right with { Claims = right.Claims.SetItem(Vf, $"held 2 {Vm}") }, Store).Select(violation => violation.Subject).ShouldBe([Vf]);
        EngineView.Check(right with { Claims = right.Claims.Remove(Vf) }, Store).Select(violation => violation.Subject).ShouldBe([Vf]);
        EngineView.Check(right with { Vms = right.Vms.SetItem($"{Vm}", "down ") }, Store).Select(violation => violation.Subject).ShouldBe([$"{Vm}"]);
    }

    private static string[] Rules(StoredFleet store) => [.. StoreRules.Check(store).Select(violation => violation.Rule).Distinct()];
}
