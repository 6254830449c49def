using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Generic;

namespace Vfleet.Linux.Netlink.Devlink;

/// <summary>devlink: embedded switch, ports and versions of cards. Callers on several threads take turns.</summary>
public sealed class DevlinkClient : IDisposable
{
    private const string FamilyName = "devlink";

    private readonly GenericFamily? _family;

    /// <summary>Opens a socket and asks for the family's number, once. A kernel without devlink is no error.</summary>
    /// <param name="kernel">Who answers.</param>
    /// <exception cref="NetlinkException">The socket cannot be made.</exception>
    public DevlinkClient(INetlinkKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        _family = GenericFamily.Open(kernel, FamilyName);
    }

    /// <summary>Whether the kernel has devlink.</summary>
    public bool IsAvailable => _family is not null;

    /// <summary>Lists the devices that have devlink.</summary>
    /// <returns>Their handles; empty when the kernel has no devlink.</returns>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public IReadOnlyList<DevlinkHandle> GetDevices() => Dump("list the devlink devices", DevlinkCommand.Get, DevlinkParser.Handle);

    /// <summary>Lists the ports of all devices, or of one.</summary>
    /// <param name="device">The device, or null for all.</param>
    /// <returns>The ports; empty when the kernel has no devlink.</returns>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public IReadOnlyList<DevlinkPort> GetPorts(DevlinkHandle? device = null)
    {
        // Kernels before 6.6 cannot filter, so one way serves all.
        var ports = Dump("list the devlink ports", DevlinkCommand.PortGet, DevlinkParser.Port);
        return device is null ? ports : ports.FindAll(port => port.Device == device);
    }

    /// <summary>Reads the state of the embedded switch of a PF.</summary>
    /// <param name="device">The PF.</param>
    /// <returns>The state, or that there is none.</returns>
    /// <exception cref="NetlinkException">The kernel refused for a reason other than lack of support.</exception>
    public DevlinkReading<Eswitch> GetEswitch(DevlinkHandle device) =>
        Read($"read the eswitch of {device}", DevlinkCommand.EswitchGet, device, DevlinkParser.Eswitch);

    /// <summary>Reads driver, serial numbers and firmware versions of a device.</summary>
    /// <param name="device">The device.</param>
    /// <returns>The description, or that there is none.</returns>
    /// <exception cref="NetlinkException">The kernel refused for a reason other than lack of support.</exception>
    public DevlinkReading<DevlinkDescription> GetDescription(DevlinkHandle device) =>
        Read($"read what {device} is", DevlinkCommand.InfoGet, device, DevlinkParser.Description);

    /// <summary>Reads a parameter of a device, as <c>devlink dev param show</c> does.</summary>
    /// <param name="device">The device.</param>
    /// <param name="name">Its name, for example <c>flow_steering_mode</c>.</param>
    /// <returns>The parameter, or that the device has none of that name.</returns>
    /// <exception cref="NetlinkException">The kernel refused for a reason other than lack of support.</exception>
    public DevlinkReading<DevlinkParameter> GetParameter(DevlinkHandle device, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Read($"read the parameter {name} of {device}", DevlinkCommand.ParameterGet, device, DevlinkParameterParser.Parse, name);
    }

    /// <summary>
    /// Changes the mode of the embedded switch. Blocks until the driver is done, for some cards tens of seconds; PF and VF links may be
    /// made anew meanwhile. Most drivers want the VFs unbound (mlx5) or gone (ice) first.
    /// </summary>
    /// <param name="device">The PF.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="inlineMode">The inline mode to set with it, or null.</param>
    /// <returns>What became of it; a device without devlink answers "unsupported".</returns>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public NetlinkOutcome SetEswitchMode(DevlinkHandle device, EswitchMode mode, EswitchInlineMode? inlineMode = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (_family is null)
        {
            return new NetlinkOutcome.Unsupported(ErrorNumber.EOPNOTSUPP, "the kernel has no devlink");
        }

        var writer = new NetlinkWriter(128);
        try
        {
            Begin(_family, ref writer, DevlinkCommand.EswitchSet, MessageFlags.Ack, device);
            writer.Attribute(DevlinkAttribute.EswitchMode, (ushort)mode);
            if (inlineMode is { } inline)
            {
                writer.Attribute(DevlinkAttribute.EswitchInlineMode, (byte)inline);
            }

            writer.EndMessage();
            var answer = _family.Connection.Exchange(ref writer)[0];
            return answer.Errno == ErrorNumber.ENODEV
                ? new NetlinkOutcome.Unsupported(answer.Errno, answer.KernelMessage ?? "no devlink for this device")
                : NetlinkOutcome.Of(answer.Errno, answer.KernelMessage, EswitchRefusalHints.For(answer.Errno));
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _family?.Dispose();

    private static void Begin(GenericFamily family, scoped ref NetlinkWriter writer, byte command, ushort flags, DevlinkHandle? device)
    {
        family.Begin(ref writer, command, flags);
        if (device is not null)
        {
            writer.StringAttribute(DevlinkAttribute.BusName, device.Bus);
            writer.StringAttribute(DevlinkAttribute.DeviceName, device.Device);
        }
    }

    private List<T> Dump<T>(string operation, byte command, NetlinkParser<T> parse)
    {
        var results = new List<T>();
        if (_family is null)
        {
            return results;
        }

        var writer = new NetlinkWriter(64);
        try
        {
            Begin(_family, ref writer, command, MessageFlags.Dump, device: null);
            writer.EndMessage();
            _family.Connection.Dump(operation, ref writer, parse, results).ThrowIfFailed(operation);
            return results;
        }
        finally
        {
            writer.Dispose();
        }
    }

    private DevlinkReading<T> Read<T>(string operation, byte command, DevlinkHandle device, NetlinkParser<T> parse, string? parameter = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(device);
        if (_family is null)
        {
            return new DevlinkReading<T>.NoDevlink();
        }

        var writer = new NetlinkWriter(128);
        try
        {
            Begin(_family, ref writer, command, MessageFlags.Ack, device);
            if (parameter is not null)
            {
                writer.StringAttribute(DevlinkAttribute.ParameterName, parameter);
            }

            writer.EndMessage();
            var results = new List<T>(1);
            var answer = _family.Connection.Query(ref writer, parse, results);
            switch (answer.Errno)
            {
                case ErrorNumber.ENODEV:
                    return new DevlinkReading<T>.NoDevlink();
                case ErrorNumber.EOPNOTSUPP:

                // A name that the device does not know (net/devlink/param.c, devlink_nl_param_get_doit).
                case ErrorNumber.EINVAL when parameter is not null:
                    return new DevlinkReading<T>.Unsupported(answer.Errno, answer.KernelMessage);
                default:
                    answer.ThrowIfFailed(operation);
                    return results.Count > 0
                        ? new DevlinkReading<T>.Found(results[0])
                        : throw new MalformedNetlinkException($"{operation}: acknowledged without an answer");
            }
        }
        finally
        {
            writer.Dispose();
        }
    }
}
