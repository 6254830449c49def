using System.Collections.Immutable;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Generic;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.Linux.Netlink.Devlink;

/// <summary>Makes values of devlink messages (net/devlink/*.c).</summary>
internal static class DevlinkParser
{
    public static DevlinkHandle Handle(in NetlinkMessage message)
    {
        var attributes = message.Attributes<GenericHeader>();
        string? bus = null;
        string? device = null;
        while (attributes.TryRead(out var attribute))
        {
            switch (attribute.Type)
            {
                case DevlinkAttribute.BusName: bus = attribute.AsString(); break;
                case DevlinkAttribute.DeviceName: device = attribute.AsString(); break;
            }
        }

        return bus is not null && device is not null
            ? new DevlinkHandle(bus, device)
            : throw new MalformedNetlinkException("a devlink message names no device");
    }

    public static DevlinkPort Port(in NetlinkMessage message)
    {
        var port = new DevlinkPort { Device = Handle(message), Index = uint.MaxValue };
        var attributes = message.Attributes<GenericHeader>();
        while (attributes.TryRead(out var attribute))
        {
            port = attribute.Type switch
            {
                DevlinkAttribute.PortIndex => port with { Index = attribute.As<uint>() },
                DevlinkAttribute.PortFlavour => port with { Flavour = (DevlinkPortFlavour)attribute.As<ushort>() },
                DevlinkAttribute.PortPfNumber => port with { PfNumber = attribute.As<ushort>() },
                DevlinkAttribute.PortVfNumber => port with { VfNumber = attribute.As<ushort>() },
                DevlinkAttribute.PortNumber => port with { PhysicalNumber = attribute.As<int>() },
                DevlinkAttribute.PortController => port with { Controller = attribute.As<int>() },
                DevlinkAttribute.PortExternal => port with { IsExternal = attribute.As<byte>() != 0 },
                DevlinkAttribute.PortLinkIndex => port with { LinkIndex = attribute.As<int>() },
                DevlinkAttribute.PortLinkName => port with { LinkName = attribute.AsString() },
                DevlinkAttribute.PortInfiniBandName => port with { InfiniBandDevice = attribute.AsString() },
                DevlinkAttribute.PortFunction => port with { FunctionAddress = FunctionAddress(attribute.Nested()) },
                _ => port,
            };
        }

        return port;
    }

    public static Eswitch Eswitch(in NetlinkMessage message)
    {
        EswitchMode? mode = null;
        EswitchInlineMode? inline = null;
        bool? encapsulation = null;
        var attributes = message.Attributes<GenericHeader>();
        while (attributes.TryRead(out var attribute))
        {
            switch (attribute.Type)
            {
                case DevlinkAttribute.EswitchMode: mode = (EswitchMode)attribute.As<ushort>(); break;
                case DevlinkAttribute.EswitchInlineMode: inline = (EswitchInlineMode)attribute.As<byte>(); break;
                case DevlinkAttribute.EswitchEncapMode: encapsulation = attribute.As<byte>() != 0; break;
            }
        }

        return mode is { } found
            ? new Eswitch(found, inline, encapsulation)
            : throw new MalformedNetlinkException("a devlink answer about an eswitch has no mode");
    }

    public static DevlinkDescription Description(in NetlinkMessage message)
    {
        var empty = ImmutableArray<DevlinkVersion>.Empty;
        var description = new DevlinkDescription(null, null, null, empty, empty, empty);
        var attributes = message.Attributes<GenericHeader>();
        while (attributes.TryRead(out var attribute))
        {
            description = attribute.Type switch
            {
                DevlinkAttribute.InfoDriver => description with { Driver = attribute.AsString() },
                DevlinkAttribute.InfoSerial => description with { SerialNumber = attribute.AsString() },
                DevlinkAttribute.InfoBoardSerial => description with { BoardSerialNumber = attribute.AsString() },
                DevlinkAttribute.InfoFixed => description with { Fixed = description.Fixed.Add(Version(attribute.Nested())) },
                DevlinkAttribute.InfoRunning => description with { Running = description.Running.Add(Version(attribute.Nested())) },
                DevlinkAttribute.InfoStored => description with { Stored = description.Stored.Add(Version(attribute.Nested())) },
                _ => description,
            };
        }

        return description;
    }

    private static LinkAddress? FunctionAddress(AttributeReader function)
    {
        while (function.TryRead(out var attribute))
        {
            if (attribute.Type == DevlinkAttribute.FunctionAddress && attribute.Payload.Length <= LinkAddress.MaxLength)
            {
                return new LinkAddress(attribute.Payload);
            }
        }

        return null;
    }

    private static DevlinkVersion Version(AttributeReader version)
    {
        var (name, value) = ("", "");
        while (version.TryRead(out var attribute))
        {
            switch (attribute.Type)
            {
                case DevlinkAttribute.InfoVersionName: name = attribute.AsString(); break;
                case DevlinkAttribute.InfoVersionValue: value = attribute.AsString(); break;
            }
        }

        return new DevlinkVersion(name, value);
    }
}
