using System.Collections.Immutable;

namespace Vfleet.Engine.Guests;

/// <summary>What a drain of a host would disturb.</summary>
/// <param name="Vms">The VMs that are on it, in order of name.</param>
public sealed record DrainPlan(ImmutableArray<DrainedVm> Vms);

/// <summary>A VM that a drain would move.</summary>
/// <param name="VmId">The VM.</param>
/// <param name="Name">Its name.</param>
/// <param name="Vfs">How many VFs it has there.</param>
/// <param name="To">The host that it could go to, together with those before it; null when there is none.</param>
/// <param name="WhyNot">Why it can go nowhere; null when it can.</param>
public sealed record DrainedVm(Guid VmId, string Name, int Vfs, Guid? To, string? WhyNot);

/// <summary>How a host is drained.</summary>
/// <param name="Budget">How many hosts of its cluster may be drained at once, 1 and more; this one waits while there are as many.</param>
/// <param name="Deadline">How long each guest may take to shut down.</param>
/// <param name="DryRun">Whether only the plan is wanted.</param>
public sealed record DrainOptions(int Budget, TimeSpan Deadline, bool DryRun);
