using System.Collections.Frozen;

namespace Vfleet.Linux.Drivers;

/// <summary>What is known of PF drivers, as data. To add one: read its <c>ndo_set_vf_*</c> functions and name the file.</summary>
/// <remarks>Every fact was read in Linux 6.12, below drivers/net/ethernet unless the source says otherwise. What was not read is Unknown.</remarks>
public static class DriverTable
{
    private const VfSettings Basic = VfSettings.Mac | VfSettings.Vlan;
    private const VfSettings Full = Basic | VfSettings.Rate | VfSettings.SpoofCheck | VfSettings.Trust | VfSettings.LinkState;

    private static readonly DriverFacts[] s_facts =
    [
        // Rates exist on the 82576 alone (EOPNOTSUPP on I350) and are compared with the link's speed.
        // A warning in the log, not an error, when a MAC is set while the PF is down; the VF does not pass traffic then.
        new("igb", "igbvf", Full & ~VfSettings.LinkState, "intel/igb/igb_main.c: igb_ndo_set_vf_*")
        {
            MinRate = Support.No, RateNeedsCarrier = Support.Yes, Dot1Ad = Support.No, VlanQos = Support.Yes, ZeroMac = Support.Yes, NeedsPfUp = Support.Yes,
        },

        // Rates need a link of 10 Gbit/s exactly, and are above 10 Mbit/s. "enable" is accepted and does nothing.
        new("ixgbe", "ixgbevf", Full | VfSettings.RssQuery, "intel/ixgbe/ixgbe_sriov.c: ixgbe_ndo_set_vf_*")
        {
            MinRate = Support.No, RateNeedsCarrier = Support.Yes, Dot1Ad = Support.No, VlanQos = Support.Yes, ZeroMac = Support.Yes,
            NeedsPfUp = Support.Yes, LinkEnable = Support.No,
        },

        // One operation at a time on a PF: EAGAIN ("other operation is pending") is to be repeated. Rates in steps of 50 Mbit/s.
        new("i40e", "iavf", Full, "intel/i40e/i40e_virtchnl_pf.c: i40e_ndo_set_vf_*; i40e_main.c: i40e_set_bw_limit")
        {
            MinRate = Support.No, Dot1Ad = Support.No, VlanQos = Support.Yes, ZeroMac = Support.Yes,
        },

        // 802.1ad in double VLAN mode only (ice_is_supported_port_vlan_proto). The mode changes only without VFs (ice_eswitch.c).
        new("ice", "iavf", Full, "intel/ice/ice_sriov.c; intel/ice/ice_eswitch.c: ice_eswitch_mode_set")
        {
            Dot1Ad = Support.Depends, ZeroMac = Support.Yes, Eswitch = EswitchOrder.BeforeVfs,
        },

        // A zero MAC is refused with EPERM while spoof check is on. Rates take effect in VST mode (a VLAN set) only.
        new("mlx4_core", "mlx4_core", Full & ~VfSettings.Trust, "mellanox/mlx4/cmd.c: mlx4_set_vf_*; mellanox/mlx4/en_netdev.c")
        {
            MinRate = Support.No, Dot1Ad = Support.Depends, VlanQos = Support.Yes, ZeroMac = Support.Depends,
        },

        // The eswitch order is what the SR-IOV network operator found (VFs bound while switching: refused as busy).
        new("mlx5_core", "mlx5_core", Full, "mellanox/mlx5/core/en_main.c: mlx5e_set_vf_*; core/eswitch.c; core/esw/qos.c")
        {
            MinRate = Support.Depends, Dot1Ad = Support.No, ZeroMac = Support.Yes, Eswitch = EswitchOrder.VfsUnbound,
        },

        // 802.1ad depends on the firmware. A priority without a VLAN is refused.
        new("bnxt_en", "bnxt_en", Full, "broadcom/bnxt/bnxt_sriov.c: bnxt_set_vf_*")
        {
            MinRate = Support.Yes, Dot1Ad = Support.Depends, VlanQos = Support.Yes, ZeroMac = Support.Yes,
        },
        new("nfp", "nfp_netvf", Full, "netronome/nfp/nfp_net_sriov.c: nfp_app_set_vf_*")
        {
            RateNeedsCarrier = Support.No, MinRate = Support.Depends, Dot1Ad = Support.Depends, VlanQos = Support.Depends, ZeroMac = Support.Depends,
        },
        new("sfc", "sfc", Basic | VfSettings.SpoofCheck | VfSettings.LinkState, "sfc/sriov.c; sfc/ef10_sriov.c: efx_ef10_sriov_set_vf_*")
        {
            Dot1Ad = Support.No, VlanQos = Support.No, ZeroMac = Support.Yes,
        },

        // The zero MAC is refused (EINVAL); the priority is dropped without a word.
        new("qede", "qede", Full, "qlogic/qede/qede_main.c: qede_set_vf_*")
        {
            Dot1Ad = Support.No, VlanQos = Support.No, ZeroMac = Support.No,
        },
        new("enic", "enic", VfSettings.Mac, "cisco/enic/enic_main.c: enic_set_vf_mac")
        {
            ZeroMac = Support.Yes,
        },
        new("cxgb4", "cxgb4vf", Basic | VfSettings.Rate | VfSettings.LinkState, "chelsio/cxgb4/cxgb4_main.c: cxgb4_mgmt_set_vf_*")
        {
            MinRate = Support.No, Dot1Ad = Support.No, ZeroMac = Support.No,
        },

        // The minimum rate is ignored, not refused.
        new("fm10k", "fm10k", Basic | VfSettings.Rate, "intel/fm10k/fm10k_iov.c: fm10k_ndo_set_vf_*")
        {
            RateNeedsCarrier = Support.No, Dot1Ad = Support.No, VlanQos = Support.No, ZeroMac = Support.Yes,
        },
        new("bnx2x", "bnx2x", Basic | VfSettings.SpoofCheck | VfSettings.LinkState, "broadcom/bnx2x/bnx2x_sriov.c")
        {
            Dot1Ad = Support.No, ZeroMac = Support.No,
        },
        new("be2net", "be2net", Basic | VfSettings.Rate | VfSettings.SpoofCheck | VfSettings.LinkState, "emulex/benet/be_main.c: be_set_vf_*")
        {
            MinRate = Support.No, Dot1Ad = Support.No, ZeroMac = Support.No,
        },
        new("hns3", "hns3", Full, "hisilicon/hns3/hns3_enet.c; hns3pf/hclge_main.c: hclge_set_vf_*")
        {
            MinRate = Support.No, Dot1Ad = Support.No,
        },
        new("hinic", null, Full, "huawei/hinic/hinic_sriov.c") { Dot1Ad = Support.No },
        new("qlcnic", null, Basic | VfSettings.Rate | VfSettings.SpoofCheck, "qlogic/qlcnic/qlcnic_sriov_pf.c") { Dot1Ad = Support.No },
        new("ionic", "ionic", Full, "pensando/ionic/ionic_lif.c: ionic_set_vf_*") { ZeroMac = Support.Yes },
        new("liquidio", null, Basic | VfSettings.SpoofCheck | VfSettings.Trust | VfSettings.LinkState, "cavium/liquidio/lio_main.c")
        {
            Dot1Ad = Support.No,
        },
        new("fsl_enetc", null, Basic | VfSettings.SpoofCheck, "freescale/enetc/enetc_pf.c"),
        new("netdevsim", null, Full | VfSettings.RssQuery, "drivers/net/netdevsim/netdev.c: nsim_set_vf_*")
        {
            RateNeedsCarrier = Support.No, MinRate = Support.Yes, Dot1Ad = Support.Yes, VlanQos = Support.Yes, LinkEnable = Support.Yes,
        },
    ];

    private static readonly FrozenDictionary<string, DriverFacts> s_byName = s_facts.ToFrozenDictionary(facts => facts.Driver, StringComparer.Ordinal);

    /// <summary>Every driver in the table.</summary>
    public static IReadOnlyCollection<DriverFacts> All => s_facts;

    /// <summary>What is known of a driver.</summary>
    /// <param name="driver">Its name as the <c>driver</c> link shows it; null for none.</param>
    /// <returns>The facts, or null for a driver that is not in the table: try, and believe the kernel.</returns>
    public static DriverFacts? Find(string? driver) => driver is null ? null : s_byName.GetValueOrDefault(driver);
}
