namespace Vfleet.Linux.Drivers;

/// <summary>
/// One row for each PF driver, read from Linux 6.12. An operation that is not in its <c>net_device_ops</c>, or that refuses whatever it
/// is given, is false; one that is there is true even if old firmware may refuse it; what the chip decides, and 802.1ad where the
/// firmware decides, is null. Remarks name the function that a fact was read from.
/// </summary>
internal static class DriverRows
{
    public static IReadOnlyList<(string Driver, DriverQuirks Quirks)> All { get; } =
    [
        // igb_ndo_set_vf_bw: a minimum is EINVAL; the rest depends on the chip. igb_ndo_set_vf_mac: zero takes back the administrator's MAC.
        ("igb", new DriverQuirks
        {
            LinkState = false,
            LinkStateEnable = false,
            MinRate = false,
            Dot1Ad = false,
            VlanPriority = true,
            Trust = true,
            SpoofCheck = true,
            RefusesZeroMac = false,
            VfDriver = "igbvf",
            Sources = "ethernet/intel/igb/igb_main.c, ethernet/intel/igbvf/netdev.c",
        }),

        // ixgbe_ndo_set_vf_bw: EINVAL without link, at another speed than 10 Gbit/s, and for a minimum.
        // ixgbe_ndo_set_vf_link_state: "enable" is logged as not supported and answered with success.
        ("ixgbe", new DriverQuirks
        {
            LinkState = true,
            LinkStateEnable = false,
            MinRate = false,
            MaxRate = true,
            RateNeedsCarrier = true,
            RateNeedsSpeed = 10000,
            Dot1Ad = false,
            VlanPriority = true,
            Trust = true,
            SpoofCheck = true,
            RefusesZeroMac = false,
            VfDriver = "ixgbevf",
            Sources = "ethernet/intel/ixgbe/ixgbe_sriov.c, ethernet/intel/ixgbevf/ixgbevf_main.c",
        }),

        // i40e_ndo_set_vf_bw: a minimum is EINVAL. i40e_ndo_set_vf_port_vlan: EPROTONOSUPPORT for 802.1ad.
        ("i40e", new DriverQuirks
        {
            LinkState = true,
            LinkStateEnable = true,
            MinRate = false,
            MaxRate = true,
            Dot1Ad = false,
            VlanPriority = true,
            Trust = true,
            SpoofCheck = true,
            RefusesZeroMac = false,
            VfDriver = "iavf",
            Sources = "ethernet/intel/i40e/i40e_virtchnl_pf.c, ethernet/intel/iavf/iavf_main.c",
        }),

        // ice_set_vf_port_vlan: 802.1ad only in double VLAN mode. ice_eswitch_mode_set: EOPNOTSUPP while there are VFs.
        ("ice", new DriverQuirks
        {
            LinkState = true,
            LinkStateEnable = true,
            MinRate = true,
            MaxRate = true,
            VlanPriority = true,
            Trust = true,
            SpoofCheck = true,
            RefusesZeroMac = false,
            VfDriver = "iavf",
            EswitchOrder = EswitchOrder.ModeBeforeVfs,
            Sources = "ethernet/intel/ice/ice_sriov.c, ethernet/intel/ice/ice_eswitch.c, ethernet/intel/iavf/iavf_main.c",
        }),

        // fm10k_ndo_set_vf_bw ignores a minimum; fm10k_ndo_set_vf_vlan refuses a priority and VLAN 4095.
        ("fm10k", new DriverQuirks
        {
            LinkState = false,
            LinkStateEnable = false,
            MinRate = false,
            MaxRate = true,
            RateNeedsCarrier = false,
            Dot1Ad = false,
            VlanPriority = false,
            Trust = false,
            SpoofCheck = false,
            RefusesZeroMac = false,
            VfDriver = "fm10k",
            Sources = "ethernet/intel/fm10k/fm10k_netdev.c, ethernet/intel/fm10k/fm10k_iov.c, ethernet/intel/fm10k/fm10k_pci.c",
        }),

        // mlx4_set_vf_mac: zero is EPERM only while the spoof check is on. mlx4_set_vf_rate: a minimum is EPROTONOSUPPORT, so is any
        // rate when the firmware has no QOS_VPP. 802.1ad depends on the firmware and on the VF.
        ("mlx4_core", new DriverQuirks
        {
            LinkState = true,
            MinRate = false,
            MaxRate = true,
            VlanPriority = true,
            Trust = false,
            SpoofCheck = true,
            VfDriver = "mlx4_core",
            Sources = "ethernet/mellanox/mlx4/cmd.c, ethernet/mellanox/mlx4/en_netdev.c, ethernet/mellanox/mlx4/main.c",
        }),

        // mlx5e_set_vf_vlan: EPROTONOSUPPORT for 802.1ad. mlx5_esw_set_vport_mac_locked refuses multicast only.
        ("mlx5_core", new DriverQuirks
        {
            LinkState = true,
            LinkStateEnable = true,
            MinRate = true,
            MaxRate = true,
            Dot1Ad = false,
            VlanPriority = true,
            Trust = true,
            SpoofCheck = true,
            RefusesZeroMac = false,
            VfDriver = "mlx5_core",
            Sources = "ethernet/mellanox/mlx5/core/en_main.c, ethernet/mellanox/mlx5/core/eswitch.c, ethernet/mellanox/mlx5/core/main.c",
        }),

        // bnxt_set_vf_vlan: 802.1ad depends on the firmware. bnxt_dl_eswitch_mode_set makes representors of the VFs that are there,
        // bnxt_sriov.c those of VFs that come later.
        ("bnxt_en", new DriverQuirks
        {
            LinkState = true,
            MinRate = true,
            MaxRate = true,
            VlanPriority = true,
            Trust = true,
            SpoofCheck = true,
            RefusesZeroMac = false,
            VfDriver = "bnxt_en",
            EswitchOrder = EswitchOrder.Any,
            Sources = "ethernet/broadcom/bnxt/bnxt_sriov.c, ethernet/broadcom/bnxt/bnxt_vfr.c, ethernet/broadcom/bnxt/bnxt.c",
        }),

        // No rate and no trust in bnx2x_netdev_ops.
        ("bnx2x", new DriverQuirks
        {
            LinkState = true,
            MinRate = false,
            MaxRate = false,
            Trust = false,
            SpoofCheck = true,
            Sources = "ethernet/broadcom/bnx2x/bnx2x_main.c",
        }),

        // nfp_net_sriov_check: whether the firmware can is asked for each attribute, 802.1ad included.
        ("nfp", new DriverQuirks
        {
            LinkState = true,
            MinRate = true,
            MaxRate = true,
            VlanPriority = true,
            Trust = true,
            SpoofCheck = true,
            RefusesZeroMac = false,
            VfDriver = "nfp_netvf",
            Sources = "ethernet/netronome/nfp/nfp_net_sriov.c, ethernet/netronome/nfp/nfp_netvf_main.c",
        }),

        // efx_sriov_set_vf_vlan: EPROTONOSUPPORT for 802.1ad; efx_ef10_sriov_set_vf_vlan: EINVAL for a priority. No rate, no trust.
        // EF100 chips have none of the operations, so what EF10 has is not certain.
        ("sfc", new DriverQuirks
        {
            MinRate = false,
            MaxRate = false,
            Dot1Ad = false,
            VlanPriority = false,
            Trust = false,
            VfDriver = "sfc",
            Sources = "ethernet/sfc/efx.c, ethernet/sfc/sriov.c, ethernet/sfc/ef10_sriov.c",
        }),

        // qede_set_vf_mac: EINVAL for zero. qede_set_vf_vlan drops the priority without a word.
        ("qede", new DriverQuirks
        {
            LinkState = true,
            MinRate = true,
            MaxRate = true,
            Dot1Ad = false,
            VlanPriority = false,
            Trust = true,
            SpoofCheck = true,
            RefusesZeroMac = true,
            VfDriver = "qede",
            Sources = "ethernet/qlogic/qede/qede_main.c, ethernet/qlogic/qed/qed_sriov.c",
        }),

        // Only ndo_set_vf_mac is there; the rest is set in the fabric's port profile.
        ("enic", new DriverQuirks
        {
            LinkState = false,
            LinkStateEnable = false,
            MinRate = false,
            MaxRate = false,
            Dot1Ad = false,
            VlanPriority = false,
            Trust = false,
            SpoofCheck = false,
            RefusesZeroMac = false,
            VfDriver = "enic",
            Sources = "ethernet/cisco/enic/enic_main.c",
        }),

        // cxgb4_mgmt_set_vf_rate: EINVAL for a minimum and without link; cxgb4_mgmt_set_vf_vlan: no priority; set_vf_mac: EINVAL for zero.
        ("cxgb4", new DriverQuirks
        {
            LinkState = true,
            MinRate = false,
            MaxRate = true,
            RateNeedsCarrier = true,
            Dot1Ad = false,
            VlanPriority = false,
            Trust = false,
            SpoofCheck = false,
            RefusesZeroMac = true,
            VfDriver = "cxgb4vf",
            Sources = "ethernet/chelsio/cxgb4/cxgb4_main.c, ethernet/chelsio/cxgb4vf/cxgb4vf_main.c",
        }),

        // be_set_vf_tx_rate: EINVAL for a minimum, ENETDOWN without link. No trust in be_netdev_ops.
        ("be2net", new DriverQuirks
        {
            LinkState = true,
            MinRate = false,
            MaxRate = true,
            RateNeedsCarrier = true,
            Trust = false,
            SpoofCheck = true,
            Sources = "ethernet/emulex/benet/be_main.c",
        }),

        // nsim_set_vf_*: every attribute is stored, none has an effect; rates are refused in switchdev mode. Its VFs are no PCI functions.
        ("netdevsim", new DriverQuirks
        {
            LinkState = true,
            LinkStateEnable = true,
            MinRate = true,
            MaxRate = true,
            RateNeedsCarrier = false,
            Dot1Ad = true,
            VlanPriority = true,
            Trust = true,
            SpoofCheck = true,
            RefusesZeroMac = false,
            EswitchOrder = EswitchOrder.Any,
            Sources = "netdevsim/netdev.c, netdevsim/dev.c",
        }),
    ];
}
