using System.CommandLine;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Cli.CommandLine;

/// <summary>The options that name settings of a VF.</summary>
internal sealed class SettingsOptions
{
    private const string RateRemedy = "give the rate in Mbit/s, from 0 (none) to 1600000";

    private readonly Option<string?> _mac = new("--mac")
    {
        Description = "MAC address of the VF, for example 52:54:00:12:34:56; 00:00:00:00:00:00 for none.",
        HelpName = "MAC",
    };

    private readonly Option<string?> _vlan = new("--vlan")
    {
        Description = "VLAN that the card adds and removes, 1 to 4094; 0 for none. The guest does not see it.",
        HelpName = "ID",
    };

    private readonly Option<string?> _qos = new("--qos") { Description = "Priority of the VLAN tag, 0 to 7. Needs --vlan.", HelpName = "N" };

    private readonly Option<string?> _vlanProtocol = new("--vlan-protocol")
    {
        Description = "Protocol of the VLAN tag: 802.1q or 802.1ad. Needs --vlan.",
        HelpName = "PROTOCOL",
    };

    private readonly Option<string?> _spoofCheck = new("--spoof-check")
    {
        Description = "Drop frames that the guest sends with a foreign MAC or VLAN: on or off.",
        HelpName = "on|off",
    };

    private readonly Option<string?> _trust = new("--trust")
    {
        Description = "Let the guest change its MAC, receive all multicast and go promiscuous: on or off.",
        HelpName = "on|off",
    };

    private readonly Option<string?> _minRate = new("--min-rate") { Description = "Guaranteed transmit rate in Mbit/s; 0 for none.", HelpName = "MBIT" };

    private readonly Option<string?> _maxRate = new("--max-rate") { Description = "Transmit limit in Mbit/s; 0 for none.", HelpName = "MBIT" };

    private readonly Option<string?> _linkState = new("--link-state")
    {
        Description = "Link that the guest sees: auto (the PF's), enable (always up) or disable (always down).",
        HelpName = "STATE",
    };

    private readonly Option<string?> _rssQuery = new("--rss-query")
    {
        Description = "Let the guest read its RSS table and key: on or off.",
        HelpName = "on|off",
    };

    private readonly Option<string?> _nodeGuid = new("--node-guid") { Description = "InfiniBand node GUID.", HelpName = "GUID" };

    private readonly Option<string?> _portGuid = new("--port-guid") { Description = "InfiniBand port GUID.", HelpName = "GUID" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option<string?>>)
            [_mac, _vlan, _qos, _vlanProtocol, _spoofCheck, _trust, _minRate, _maxRate, _linkState, _rssQuery, _nodeGuid, _portGuid])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the settings.</summary>
    /// <param name="values">The command line.</param>
    /// <returns>The settings that could be read; null members were not given.</returns>
    public VfSettings Read(ValueReader values)
    {
        var settings = ReadEach(values);
        foreach (var problem in VfSettingsRule.Check(settings))
        {
            values.Refuse(problem);
        }

        return settings;
    }

    private VfSettings ReadEach(ValueReader values) => new()
    {
        Mac = values.Mac(_mac),
        Vlan = ReadVlan(values),
        SpoofCheck = values.Switch(_spoofCheck),
        Trust = values.Switch(_trust),
        MinRate = values.Unsigned(_minRate, RateRemedy),
        MaxRate = values.Unsigned(_maxRate, RateRemedy),
        LinkState = values.OneOf(
            _linkState, ("auto", VfLinkState.Auto), ("enable", VfLinkState.Enable), ("disable", VfLinkState.Disable)),
        RssQuery = values.Switch(_rssQuery),
        NodeGuid = values.Guid64(_nodeGuid),
        PortGuid = values.Guid64(_portGuid),
    };

    private VlanTag? ReadVlan(ValueReader values)
    {
        const string IdRemedy = "give a VLAN id from 1 to 4094, or 0 for none";
        var id = values.Number(_vlan, IdRemedy);
        var qos = values.Number(_qos, "give a priority from 0 to 7");
        var protocol = values.OneOf(_vlanProtocol, ("802.1q", VlanProtocol.Dot1Q), ("802.1ad", VlanProtocol.Dot1Ad));
        if (id is < 0 or > ushort.MaxValue)
        {
            values.Refuse(new Problem(ProblemCode.VlanInvalid, $"VLAN {id} does not exist", IdRemedy, "vlan"));
            id = null;
        }

        if (qos is < 0 or > byte.MaxValue)
        {
            values.Refuse(new Problem(ProblemCode.OutOfRange, $"VLAN priority {qos} does not exist", "give a priority from 0 to 7", "qos"));
            qos = null;
        }

        var vlanMissed = id is null && values.Text(_vlan) is not null;
        return (id, qos, protocol) is (null, null, null) || vlanMissed
            ? null
            : new VlanTag((ushort)(id ?? 0), (byte)(qos ?? 0), protocol ?? VlanProtocol.Dot1Q);
    }
}
