using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Generic;

namespace Vfleet.Linux.Netlink.Devlink;

/// <summary>Makes values of an answer about a parameter (net/devlink/param.c).</summary>
internal static class DevlinkParameterParser
{
    // Types of values (linux/devlink.h, DEVLINK_VAR_TYPE_*; before they had names the same numbers of NLA_*, linux/netlink.h).
    private const byte Byte = 1;
    private const byte Short = 2;
    private const byte Word = 3;
    private const byte Long = 4;
    private const byte Text = 5;
    private const byte Flag = 6;

    public static DevlinkParameter Parse(in NetlinkMessage message)
    {
        var attributes = message.Attributes<GenericHeader>();
        while (attributes.TryRead(out var attribute))
        {
            if (attribute.Type == DevlinkAttribute.Parameter)
            {
                return Parameter(attribute.Nested());
            }
        }

        throw new MalformedNetlinkException("a devlink answer about a parameter has none");
    }

    private static DevlinkParameter Parameter(AttributeReader parameter)
    {
        var (name, type) = ("", (byte)0);
        var values = ImmutableDictionary<DevlinkParameterMode, string>.Empty;
        while (parameter.TryRead(out var attribute))
        {
            switch (attribute.Type)
            {
                case DevlinkAttribute.ParameterName: name = attribute.AsString(); break;
                case DevlinkAttribute.ParameterType: type = attribute.As<byte>(); break;

                // The type stands before the values.
                case DevlinkAttribute.ParameterValues: values = Values(attribute.Nested(), type); break;
            }
        }

        return new DevlinkParameter(name, values);
    }

    private static ImmutableDictionary<DevlinkParameterMode, string> Values(AttributeReader list, byte type)
    {
        var values = ImmutableDictionary.CreateBuilder<DevlinkParameterMode, string>();
        while (list.TryRead(out var value))
        {
            DevlinkParameterMode? mode = null;
            var content = type == Flag ? "false" : null;
            var parts = value.Nested();
            while (parts.TryRead(out var part))
            {
                switch (part.Type)
                {
                    case DevlinkAttribute.ParameterMode: mode = (DevlinkParameterMode)part.As<byte>(); break;
                    case DevlinkAttribute.ParameterContent: content = Content(part, type); break;
                }
            }

            if (mode is { } found && content is not null)
            {
                values[found] = content;
            }
        }

        return values.ToImmutable();
    }

    // A flag that is on has a content without bytes.
    private static string? Content(in NetlinkAttribute content, byte type) => type switch
    {
        Byte => content.As<byte>().ToString(CultureInfo.InvariantCulture),
        Short => content.As<ushort>().ToString(CultureInfo.InvariantCulture),
        Word => content.As<uint>().ToString(CultureInfo.InvariantCulture),
        Long => content.As<ulong>().ToString(CultureInfo.InvariantCulture),
        Text => content.AsString(),
        Flag => "true",
        _ => null,
    };
}
