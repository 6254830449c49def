using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Vfio;

/// <summary>The writes that a change of driver is made of.</summary>
public enum BindStep
{
    /// <summary>Naming the only driver that may take the function.</summary>
    SetOverride,

    /// <summary>Taking it from its present driver.</summary>
    Unbind,

    /// <summary>Asking the bus to find a driver.</summary>
    Probe,

    /// <summary>Restoring who may take it: a driver, or any.</summary>
    ClearOverride,
}

/// <summary>How a change of driver ended.</summary>
public abstract record BindOutcome
{
    private BindOutcome()
    {
    }

    /// <summary>Whether the function is now as asked for.</summary>
    public bool Succeeded => this is Changed or Unchanged;

    /// <summary>The function has the driver asked for, or none if that was asked.</summary>
    /// <param name="Previous">What it had before: what to restore.</param>
    public sealed record Changed(DriverState Previous) : BindOutcome;

    /// <summary>It was so already; nothing was written.</summary>
    public sealed record Unchanged : BindOutcome;

    /// <summary>There is no such function (any more).</summary>
    public sealed record NoFunction : BindOutcome;

    /// <summary>The driver is not loaded; nothing was written.</summary>
    /// <param name="Driver">Its name.</param>
    public sealed record DriverNotLoaded(string Driver) : BindOutcome;

    /// <summary>The kernel refused a step. <see cref="DriverBinding.RestoreAsync"/> leads back.</summary>
    /// <param name="Step">Which.</param>
    /// <param name="Errno">The kernel's reason.</param>
    /// <param name="Previous">What it had before.</param>
    public sealed record Refused(BindStep Step, Errno Errno, DriverState Previous) : BindOutcome;

    /// <summary>Every write went through, but by the deadline another driver has the function, or none: the probe failed, or somebody
    /// else bound it.</summary>
    /// <param name="Driver">What has it; null for none.</param>
    /// <param name="Previous">What it had before.</param>
    public sealed record WrongDriver(string? Driver, DriverState Previous) : BindOutcome;

    /// <summary>A write has not come back: unbinding a VF that a guest uses waits for the guest.</summary>
    /// <param name="Step">Which.</param>
    /// <param name="Write">The write.</param>
    /// <param name="Previous">What it had before.</param>
    public sealed record TimedOut(BindStep Step, PendingWrite Write, DriverState Previous) : BindOutcome;
}

/// <summary>How a change of driver is made.</summary>
/// <param name="Deadline">For each write, and for the driver to appear.</param>
/// <param name="KeepOverride">Whether the function stays reserved for the driver: then no later probe gives it to another.</param>
public sealed record BindOptions(TimeSpan Deadline, bool KeepOverride = false);
