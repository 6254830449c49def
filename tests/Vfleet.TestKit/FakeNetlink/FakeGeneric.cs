using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Generic;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>The fake kernel's generic netlink: the family "devlink" with devices, ports, eswitch, parameters and versions; and "ethtool".</summary>
internal static class FakeGeneric
{
    private const ushort DevlinkFamily = 0x15;
    private const int EPERM = 1;
    private const int ENOENT = 2;
    private const int ENODEV = 19;
    private const int EINVAL = 22;
    private const int EOPNOTSUPP = 95;

    public static List<byte[]> Handle(FakeKernel kernel, in NetlinkMessage request)
    {
        var command = request.Header<GenericHeader>().Command;
        if (request.Type == GenericControl.Family)
        {
            ushort? number = Text(request, GenericControl.FamilyName) switch
            {
                "devlink" when kernel.Devlink is not null => DevlinkFamily,
                "ethtool" when kernel.HasEthtool => FakeEthtool.Family,
                _ => null,
            };
            return number is { } family
                ? [Answer(request, 1, 0, (ref NetlinkWriter writer) => writer.Attribute(GenericControl.FamilyId, family)), Ack(request)]
                : [FakeReply.Error(request, ENOENT)];
        }

        if (request.Type == FakeEthtool.Family)
        {
            return FakeEthtool.Handle(kernel, request);
        }

        if ((request.Flags & MessageFlags.Dump) == MessageFlags.Dump)
        {
            return Dump(kernel, request, command);
        }

        var asked = DevlinkParser.Handle(request);
        var device = kernel.Devlink?.Find(device => device.Handle == asked);
        return device is null ? [FakeReply.Error(request, ENODEV)] : HandleOne(kernel, request, command, device);
    }

    private static List<byte[]> HandleOne(FakeKernel kernel, in NetlinkMessage request, byte command, FakeDevlinkDevice device)
    {
        switch (command)
        {
            case DevlinkCommand.EswitchGet when device.Mode is { } mode:
                return
                [
                    Answer(request, command, 0, (ref NetlinkWriter writer) =>
                    {
                        WriteHandle(ref writer, device);
                        writer.Attribute(DevlinkAttribute.EswitchMode, (ushort)mode);
                        if (device.InlineMode is { } inline)
                        {
                            writer.Attribute(DevlinkAttribute.EswitchInlineMode, (byte)inline);
                        }
                    }),
                    Ack(request),
                ];
            case DevlinkCommand.EswitchSet when device.Mode is not null:
                return [SetEswitch(kernel, request, device)];
            case DevlinkCommand.ParameterGet:
                return Text(request, DevlinkAttribute.ParameterName) is { } name && device.Parameters.TryGetValue(name, out var value)
                    ? [Answer(request, command, 0, (ref NetlinkWriter writer) => WriteParameter(ref writer, device, name, value)), Ack(request)]
                    : [FakeReply.Error(request, EINVAL)];
            case DevlinkCommand.InfoGet:
                return
                [
                    Answer(request, command, 0, (ref NetlinkWriter writer) => WriteDescription(ref writer, device)),
                    Ack(request),
                ];
            default:
                return [FakeReply.Error(request, EOPNOTSUPP)];
        }
    }

    private static byte[] SetEswitch(FakeKernel kernel, in NetlinkMessage request, FakeDevlinkDevice device)
    {
        if (kernel.IsReadOnly)
        {
            return FakeReply.Error(request, EPERM);
        }

        if (device.ModeError != 0)
        {
            return FakeReply.Error(request, device.ModeError, device.ModeErrorText);
        }

        var attributes = request.Attributes<GenericHeader>();
        while (attributes.TryRead(out var attribute))
        {
            switch (attribute.Type)
            {
                case DevlinkAttribute.EswitchMode: device.Mode = (EswitchMode)attribute.As<ushort>(); break;
                case DevlinkAttribute.EswitchInlineMode: device.InlineMode = (EswitchInlineMode)attribute.As<byte>(); break;
            }
        }

        device.Pf.IsSwitchdev = device.Mode != EswitchMode.Legacy;
        device.Pf.PhysSwitchId = device.Pf.IsSwitchdev ? "0102030405060708" : null;
        device.Pf.PhysPortName = device.Pf.IsSwitchdev ? "p0" : null;
        device.Representors.ForEach(kernel.Remove);
        device.Representors.Clear();
        for (var i = 0; device.Pf.IsSwitchdev && i < device.Pf.Vfs.Count; i++)
        {
            device.Representors.Add(kernel.Add(new FakeLink
            {
                Name = $"{device.Pf.Name}pf0vf{i}",
                PhysPortName = $"pf0vf{i}",
                PhysSwitchId = device.Pf.PhysSwitchId,
                Mac = new MacAddress(0x020000000000UL + (uint)i),
            }));
        }

        return Ack(request);
    }

    private static List<byte[]> Dump(FakeKernel kernel, in NetlinkMessage request, byte command)
    {
        var answers = new List<byte[]>();
        foreach (var device in kernel.Devlink ?? [])
        {
            if (command == DevlinkCommand.Get)
            {
                answers.Add(Answer(request, DevlinkCommand.New, MessageFlags.Multi, (ref NetlinkWriter writer) => WriteHandle(ref writer, device)));
                continue;
            }

            answers.Add(Port(request, device, 0, device.Pf, DevlinkPortFlavour.Physical, null));
            for (var i = 0; i < device.Representors.Count; i++)
            {
                answers.Add(Port(request, device, (uint)i + 1, device.Representors[i], DevlinkPortFlavour.PciVf, i));
            }
        }

        answers.Add(FakeReply.Done(request, interrupted: false));
        return answers;
    }

    private static byte[] Port(
        in NetlinkMessage request, FakeDevlinkDevice device, uint index, FakeLink link, DevlinkPortFlavour flavour, int? vf) =>
        Answer(request, DevlinkCommand.PortNew, MessageFlags.Multi, (ref NetlinkWriter writer) =>
        {
            WriteHandle(ref writer, device);
            writer.Attribute(DevlinkAttribute.PortIndex, index);
            writer.Attribute(DevlinkAttribute.PortLinkIndex, link.Index);
            writer.StringAttribute(DevlinkAttribute.PortLinkName, link.Name);
            writer.Attribute(DevlinkAttribute.PortFlavour, (ushort)flavour);
            if (vf is { } number)
            {
                writer.Attribute(DevlinkAttribute.PortPfNumber, (ushort)0);
                writer.Attribute(DevlinkAttribute.PortVfNumber, (ushort)number);
                var function = writer.BeginNest(DevlinkAttribute.PortFunction, flagged: true);
                Span<byte> octets = stackalloc byte[MacAddress.Length];
                device.Pf.Vfs[number].Mac.WriteTo(octets);
                writer.Attribute(DevlinkAttribute.FunctionAddress, octets);
                writer.EndNest(function);
            }
        });

    private static void WriteHandle(scoped ref NetlinkWriter writer, FakeDevlinkDevice device)
    {
        writer.StringAttribute(DevlinkAttribute.BusName, device.Handle.Bus);
        writer.StringAttribute(DevlinkAttribute.DeviceName, device.Handle.Device);
    }

    private static void WriteDescription(scoped ref NetlinkWriter writer, FakeDevlinkDevice device)
    {
        WriteHandle(ref writer, device);
        writer.StringAttribute(DevlinkAttribute.InfoDriver, device.Driver);
        if (device.SerialNumber is not null)
        {
            writer.StringAttribute(DevlinkAttribute.InfoSerial, device.SerialNumber);
        }

        foreach (var version in device.Running)
        {
            var nest = writer.BeginNest(DevlinkAttribute.InfoRunning, flagged: true);
            writer.StringAttribute(DevlinkAttribute.InfoVersionName, version.Name);
            writer.StringAttribute(DevlinkAttribute.InfoVersionValue, version.Value);
            writer.EndNest(nest);
        }
    }

    private static void WriteParameter(scoped ref NetlinkWriter writer, FakeDevlinkDevice device, string name, string text)
    {
        const byte Text = 5;
        WriteHandle(ref writer, device);
        var parameter = writer.BeginNest(DevlinkAttribute.Parameter);
        writer.StringAttribute(DevlinkAttribute.ParameterName, name);
        writer.Attribute(DevlinkAttribute.ParameterType, Text);
        var values = writer.BeginNest(DevlinkAttribute.ParameterValues);
        var value = writer.BeginNest(DevlinkAttribute.ParameterValue);
        writer.Attribute(DevlinkAttribute.ParameterMode, (byte)DevlinkParameterMode.Runtime);
        writer.StringAttribute(DevlinkAttribute.ParameterContent, text);
        writer.EndNest(value);
        writer.EndNest(values);
        writer.EndNest(parameter);
    }

    internal static byte[] Answer(in NetlinkMessage request, byte command, ushort flags, FakeBody body) =>
        FakeReply.Message(request, request.Type, flags, (ref NetlinkWriter writer) =>
        {
            writer.Header(new GenericHeader { Command = command, Version = 1 });
            body(ref writer);
        });

    internal static byte[] Ack(in NetlinkMessage request) => FakeReply.Error(request, 0);

    private static string? Text(in NetlinkMessage request, ushort type)
    {
        var attributes = request.Attributes<GenericHeader>();
        while (attributes.TryRead(out var attribute))
        {
            if (attribute.Type == type)
            {
                return attribute.AsString();
            }
        }

        return null;
    }
}
