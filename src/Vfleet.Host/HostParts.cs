using System.Net;
using Vfleet.Domain.Problems;
using Vfleet.Host.Answers;
using Vfleet.Host.Locking;
using Vfleet.Host.State;
using Vfleet.Libvirt.Connection;
using Vfleet.Linux.Interop;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Ethtool;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host;

/// <summary>The interfaces of one host: each opened when it is first needed, all closed together. Tests put fakes in.</summary>
internal sealed class HostParts : IAsyncDisposable
{
    private static readonly TimeSpan ProgramDeadline = TimeSpan.FromSeconds(10);

    private readonly INetlinkKernel _kernel;
    private readonly ILibvirt _libvirt;
    private readonly string _libvirtUri;
    private readonly Lazy<RouteClient> _route;
    private readonly Lazy<DevlinkClient> _devlink;
    private readonly Lazy<EthtoolClient> _ethtool;
    private readonly Lazy<string?> _bootId;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private OpenOutcome? _connection;

    public HostParts(
        HostOptions options, SysfsRoot root, ISysfsWriter writer, INetlinkKernel kernel, ILibvirt libvirt, TimeProvider time)
    {
        Options = options;
        Root = root;
        Time = time;
        Writes = new DeadlineWrites(writer, time);
        State = new PfStateStore(options.StateDirectory);
        Locks = new FunctionLocks(Path.Join(options.RunDirectory, "locks"), options.Caller, time);
        _kernel = kernel;
        _libvirt = libvirt;
        _libvirtUri = options.LibvirtUri;
        _bootId = new Lazy<string?>(() => root.TryReadText("proc/sys/kernel/random/boot_id", out var id) == Errno.None ? id.Trim() : null);
        _route = new Lazy<RouteClient>(() => new RouteClient(_kernel));
        _devlink = new Lazy<DevlinkClient>(() => new DevlinkClient(_kernel));
        _ethtool = new Lazy<EthtoolClient>(() => new EthtoolClient(_kernel));
        RunProgram = (program, arguments, cancellationToken) => ProcessRun.RunAsync(program, arguments, ProgramDeadline, time, cancellationToken);
        Answers = options.IsLive ? new LiveAnswers(this) : RecordedAnswers.Read(root);
    }

    public HostOptions Options { get; }

    public SysfsRoot Root { get; }

    public TimeProvider Time { get; }

    /// <summary>Writes to sysfs, each with a deadline.</summary>
    public DeadlineWrites Writes { get; }

    public PfStateStore State { get; }

    /// <summary>Finds the address of the person at the other end of our connection; null for none.</summary>
    public Func<IPAddress?> Caller { get; init; } = () => null;

    /// <summary>What the host says besides its files: now, or when it was recorded.</summary>
    public IHostAnswers Answers { get; init; }

    public FunctionLocks Locks { get; }

    /// <summary>What tells this boot of the kernel from every other (Documentation/admin-guide/sysctl/kernel.rst, boot_id); null when the kernel does not say.</summary>
    public string? BootId => _bootId.Value;

    /// <summary>Who answers netlink.</summary>
    public INetlinkKernel Kernel => _kernel;

    public RouteClient Route => _route.Value;

    public DevlinkClient Devlink => _devlink.Value;

    public EthtoolClient Ethtool => _ethtool.Value;

    /// <summary>Runs a program with arguments and waits for it, at most 10 s.</summary>
    public Func<string, IReadOnlyList<string>, CancellationToken, Task<ProcessRun>> RunProgram { get; init; }

    /// <summary>The connection to libvirt, opened once, and again when it was lost.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="again">Whether to try again although there was none the last time.</param>
    /// <returns>The connection, or why there is none.</returns>
    public async Task<OpenOutcome> LibvirtAsync(CancellationToken cancellationToken, bool again = false)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_connection is Opened { Connection: { Closed.IsCompleted: true } lost })
            {
                _connection = null;
                await lost.DisposeAsync();
            }

            _connection = _connection is LibvirtUnavailable && again ? null : _connection;
            return _connection ??= await _libvirt.OpenAsync(LibvirtOptions(_libvirtUri), cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    // On this machine the kernel tells when the daemon is gone; only over a network must somebody ask now and then.
    private static ConnectionOptions LibvirtOptions(string uri) => ConnectionOptions.Default with
    {
        Uri = uri,
        KeepAliveSeconds = uri.Contains(":///", StringComparison.Ordinal) ? 0 : ConnectionOptions.Default.KeepAliveSeconds,
    };

    public async ValueTask DisposeAsync()
    {
        if (_route.IsValueCreated)
        {
            _route.Value.Dispose();
        }

        if (_devlink.IsValueCreated)
        {
            _devlink.Value.Dispose();
        }

        if (_ethtool.IsValueCreated)
        {
            _ethtool.Value.Dispose();
        }

        if (_connection is Opened opened)
        {
            await opened.Connection.DisposeAsync();
        }

        _opening.Dispose();
    }

    /// <summary>Why libvirt cannot be asked, in our words.</summary>
    public static Problem ToProblem(LibvirtUnavailable unavailable) => new(
        ProblemCode.LibvirtUnavailable, unavailable.Problem, unavailable.Remedy);
}
