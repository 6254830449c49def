using System.Collections.Immutable;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>Makes a <see cref="Link"/> of RTM_NEWLINK or RTM_DELLINK (net/core/rtnetlink.c, rtnl_fill_ifinfo).</summary>
internal static class LinkParser
{
    /// <summary>Reads every attribute that <see cref="Link"/> has.</summary>
    /// <exception cref="MalformedNetlinkException">A length does not fit, or there is no name.</exception>
    public static Link Parse(in NetlinkMessage message)
    {
        var header = message.Header<LinkHeader>();
        var attributes = message.Attributes<LinkHeader>();
        var parsed = default(Parsed);
        while (attributes.TryRead(out var attribute))
        {
            parsed.Take(attribute);
        }

        return parsed.ToLink(header);
    }

    private static LinkAddress Address(in NetlinkAttribute attribute) =>
        attribute.Payload.Length <= LinkAddress.MaxLength
            ? new LinkAddress(attribute.Payload)
            : throw new MalformedNetlinkException($"a link address has {attribute.Payload.Length} bytes");

    /// <summary>The attributes in the making; a struct, as a list of links makes thousands.</summary>
    private struct Parsed
    {
        private string? _name;
        private string? _alias;
        private string? _kind;
        private string? _masterKind;
        private string? _physPortName;
        private string? _physPortId;
        private string? _physSwitchId;
        private string? _parentDevice;
        private string? _parentBus;
        private LinkAddress? _address;
        private LinkAddress? _permanentAddress;
        private ImmutableArray<string>.Builder? _alternativeNames;
        private int _mtu;
        private int? _minMtu;
        private int? _maxMtu;
        private int? _master;
        private int? _lowerLink;
        private int? _lowerLinkNamespace;
        private int _promiscuity;
        private ushort? _vlanId;
        private byte _operState;
        private bool? _carrier;

        public void Take(in NetlinkAttribute attribute)
        {
            switch (attribute.Type)
            {
                case LinkAttribute.Name: _name = attribute.AsString(); break;
                case LinkAttribute.Alias: _alias = attribute.AsString(); break;
                case LinkAttribute.Address: _address = Address(attribute); break;
                case LinkAttribute.PermanentAddress: _permanentAddress = Address(attribute); break;
                case LinkAttribute.Mtu: _mtu = attribute.As<int>(); break;
                case LinkAttribute.MinMtu: _minMtu = attribute.As<int>(); break;
                case LinkAttribute.MaxMtu: _maxMtu = attribute.As<int>(); break;
                case LinkAttribute.Master: _master = attribute.As<int>(); break;
                case LinkAttribute.Link: _lowerLink = attribute.As<int>(); break;
                case LinkAttribute.LinkNamespace: _lowerLinkNamespace = attribute.As<int>(); break;
                case LinkAttribute.OperState: _operState = attribute.As<byte>(); break;
                case LinkAttribute.Carrier: _carrier = attribute.As<byte>() != 0; break;
                case LinkAttribute.Promiscuity: _promiscuity = attribute.As<int>(); break;
                case LinkAttribute.PhysPortName: _physPortName = attribute.AsString(); break;
                case LinkAttribute.PhysPortId: _physPortId = Convert.ToHexStringLower(attribute.Payload); break;
                case LinkAttribute.PhysSwitchId: _physSwitchId = Convert.ToHexStringLower(attribute.Payload); break;
                case LinkAttribute.ParentDeviceName: _parentDevice = attribute.AsString(); break;
                case LinkAttribute.ParentDeviceBus: _parentBus = attribute.AsString(); break;
                case LinkAttribute.PropertyList: TakeNames(attribute.Nested()); break;
                case LinkAttribute.LinkInfo: TakeKind(attribute.Nested()); break;
            }
        }

        public readonly Link ToLink(LinkHeader header) => new()
        {
            Index = header.Index,
            Name = _name ?? throw new MalformedNetlinkException($"link {header.Index} has no name"),
            AlternativeNames = _alternativeNames?.DrainToImmutable() ?? [],
            Alias = _alias,
            HardwareType = header.Type,
            Flags = (LinkFlags)header.Flags,
            Mtu = _mtu,
            MinMtu = _minMtu,
            MaxMtu = _maxMtu,
            Address = _address,
            PermanentAddress = _permanentAddress,
            OperState = (OperState)_operState,
            HasCarrier = _carrier,
            Kind = _kind,
            MasterKind = _masterKind,
            Master = _master,
            LowerLink = _lowerLink,
            LowerLinkNamespace = _lowerLinkNamespace,
            VlanId = _vlanId,
            PhysPortName = _physPortName,
            PhysPortId = _physPortId,
            PhysSwitchId = _physSwitchId,
            Promiscuity = _promiscuity,
            ParentDevice = _parentDevice,
            ParentBus = _parentBus,
        };

        private void TakeNames(AttributeReader properties)
        {
            while (properties.TryRead(out var property))
            {
                if (property.Type == LinkAttribute.AlternativeName)
                {
                    _alternativeNames ??= ImmutableArray.CreateBuilder<string>();
                    _alternativeNames.Add(property.AsString());
                }
            }
        }

        private void TakeKind(AttributeReader info)
        {
            var content = default(NetlinkAttribute);
            while (info.TryRead(out var attribute))
            {
                switch (attribute.Type)
                {
                    case LinkAttribute.InfoKind: _kind = attribute.AsString(); break;
                    case LinkAttribute.InfoSlaveKind: _masterKind = attribute.AsString(); break;
                    case LinkAttribute.InfoContent: content = attribute; break;
                }
            }

            if (_kind is not "vlan")
            {
                return;
            }

            var details = content.Nested();
            while (details.TryRead(out var attribute))
            {
                if (attribute.Type == LinkAttribute.VlanId)
                {
                    _vlanId = attribute.As<ushort>();
                }
            }
        }
    }
}
