using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Vfio;

/// <summary>Gives a function to a driver, with <c>driver_override</c> and never with <c>new_id</c>, which would catch its siblings
/// too.</summary>
/// <remarks>
/// Each call may be repeated at any time. Rules: kernel Documentation/ABI/testing/sysfs-bus-pci ("driver_override"), drivers/base/bus.c.
/// A VF whose PF has autoprobe off is taken by an overriding driver only (drivers/pci/pci-driver.c, pci_device_can_probe), hence the
/// override also on the way back.
/// </remarks>
public sealed class DriverBinding
{
    private const string DriversPath = "sys/bus/pci/drivers";

    // A probe is synchronous, but a driver that is just probing on its own account (a VF right after its creation) has no link yet.
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    private readonly SysfsRoot _root;
    private readonly DeadlineWrites _writes;
    private readonly TimeProvider _time;

    /// <summary>Makes the steps for one host.</summary>
    /// <param name="root">Where results are read back.</param>
    /// <param name="writes">What writes.</param>
    /// <param name="time">The clock of waits.</param>
    public DriverBinding(SysfsRoot root, DeadlineWrites writes, TimeProvider time)
    {
        _root = root;
        _writes = writes;
        _time = time;
    }

    /// <summary>Gives a function to a driver, whoever has it now.</summary>
    /// <param name="function">The function.</param>
    /// <param name="driver">The driver, which must be loaded.</param>
    /// <param name="options">Deadline and what becomes of the override.</param>
    /// <param name="cancellationToken">Ends the waiting, not a write.</param>
    /// <returns>The outcome.</returns>
    public Task<BindOutcome> BindAsync(PciAddress function, string driver, BindOptions options, CancellationToken cancellationToken) =>
        ChangeAsync(function, new DriverState(driver, options.KeepOverride ? driver : null), options.Deadline, cancellationToken);

    /// <summary>Takes a function from its driver and leaves it without one.</summary>
    /// <param name="function">The function.</param>
    /// <param name="options">Deadline; the override stays as it is with <see cref="BindOptions.KeepOverride"/>, else it is cleared.</param>
    /// <param name="cancellationToken">Ends the waiting, not a write.</param>
    /// <returns>The outcome.</returns>
    public Task<BindOutcome> UnbindAsync(PciAddress function, BindOptions options, CancellationToken cancellationToken)
    {
        var only = options.KeepOverride ? DriverState.Read(_root, function)?.Override : null;
        return ChangeAsync(function, new DriverState(null, only), options.Deadline, cancellationToken);
    }

    /// <summary>Returns a function to a state that was read before.</summary>
    /// <param name="function">The function.</param>
    /// <param name="previous">That state.</param>
    /// <param name="deadline">For each write, and for the driver to appear.</param>
    /// <param name="cancellationToken">Ends the waiting, not a write.</param>
    /// <returns>The outcome.</returns>
    public Task<BindOutcome> RestoreAsync(PciAddress function, DriverState previous, TimeSpan deadline, CancellationToken cancellationToken) =>
        ChangeAsync(function, previous, deadline, cancellationToken);

    private async Task<BindOutcome> ChangeAsync(
        PciAddress function, DriverState wanted, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (DriverState.Read(_root, function) is not { } previous)
        {
            return new BindOutcome.NoFunction();
        }

        if (previous == wanted)
        {
            return new BindOutcome.Unchanged();
        }

        if (wanted.Driver is { } name && previous.Driver != name && !_root.Exists($"{DriversPath}/{name}"))
        {
            return new BindOutcome.DriverNotLoaded(name);
        }

        var change = new Change(function, wanted, previous, deadline);
        return await MoveAsync(change, cancellationToken)
            ?? await SetOverrideAsync(change, wanted.Override, BindStep.ClearOverride, cancellationToken)
            ?? new BindOutcome.Changed(previous);
    }

    /// <summary>Null when the function has the wanted driver; else why not.</summary>
    private async Task<BindOutcome?> MoveAsync(Change change, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            if (DriverState.Read(_root, change.Function) is not { } present)
            {
                return new BindOutcome.NoFunction();
            }

            if (present.Driver == change.Wanted.Driver)
            {
                return null;
            }

            var failed = await StepsAsync(change, present, cancellationToken);
            if (failed is not null)
            {
                return failed;
            }

            var now = DriverState.Read(_root, change.Function);
            if (now is not null && now.Driver == change.Wanted.Driver)
            {
                return null;
            }

            if (_time.GetElapsedTime(began) >= change.Deadline)
            {
                return now is null ? new BindOutcome.NoFunction() : new BindOutcome.WrongDriver(now.Driver, change.Previous);
            }

            await Task.Delay(s_poll, _time, cancellationToken);
        }
    }

    private async Task<BindOutcome?> StepsAsync(Change change, DriverState present, CancellationToken cancellationToken)
    {
        if (change.Wanted.Driver is { } driver)
        {
            var failed = await SetOverrideAsync(change, driver, BindStep.SetOverride, cancellationToken);
            if (failed is not null)
            {
                return failed;
            }
        }

        if (present.Driver is not null)
        {
            var path = $"{PciTopology.PathOf(change.Function)}/driver/unbind";
            var failed = await WriteAsync(change, BindStep.Unbind, path, change.Function.ToString(), cancellationToken);

            // Gone from its driver meanwhile: what was wanted.
            if (failed is not null and not BindOutcome.Refused { Errno: Errno.NoEntry or Errno.NoDevice })
            {
                return failed;
            }
        }

        return change.Wanted.Driver is null
            ? null
            : await WriteAsync(change, BindStep.Probe, "sys/bus/pci/drivers_probe", change.Function.ToString(), cancellationToken);
    }

    private async Task<BindOutcome?> SetOverrideAsync(Change change, string? driver, BindStep step, CancellationToken cancellationToken) =>
        DriverState.Read(_root, change.Function)?.Override == driver
            ? null
            : await WriteAsync(change, step, $"{PciTopology.PathOf(change.Function)}/driver_override", driver ?? "\n", cancellationToken);

    private async Task<BindOutcome?> WriteAsync(Change change, BindStep step, string path, string value, CancellationToken cancellationToken)
    {
        var outcome = await _writes.WriteAsync(path, value, change.Deadline, cancellationToken);
        return outcome switch
        {
            WriteOutcome.Refused refused => new BindOutcome.Refused(step, refused.Errno, change.Previous),
            WriteOutcome.TimedOut late => new BindOutcome.TimedOut(step, late.Write, change.Previous),
            WriteOutcome.Blocked blocked => new BindOutcome.TimedOut(step, blocked.Earlier, change.Previous),
            _ => null,
        };
    }

    private sealed record Change(PciAddress Function, DriverState Wanted, DriverState Previous, TimeSpan Deadline);
}
