namespace Vfleet.Engine.Guests;

/// <summary>How a VM is started.</summary>
/// <param name="DryRun">Whether only the plan is wanted: a place is looked for and the host asked what it would do, and nothing is claimed.</param>
/// <param name="HostId">The only host that is meant; null for any that fits.</param>
public sealed record VmStart(bool DryRun, Guid? HostId);
