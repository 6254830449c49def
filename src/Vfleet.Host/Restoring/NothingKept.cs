using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Host.State;
using Vfleet.Primitives;

namespace Vfleet.Host.Restoring;

/// <summary>A recording keeps nothing and restores nothing.</summary>
/// <param name="root">Its folder.</param>
internal sealed class NothingKept(string root) : IHostKeeping
{
    public static Problem Recorded(string root) => new(
        ProblemCode.RecordedHost,
        $"{root} is a recording, which cannot be changed",
        "leave --root out to change this machine, or add --dry-run to see the plan");

    public string? BootId => null;

    public bool IsRestored(PciAddress pf) => true;

    public ImmutableDictionary<PciAddress, PfState> ReadAll(out ImmutableArray<Problem> problems)
    {
        problems = [];
        return ImmutableDictionary<PciAddress, PfState>.Empty;
    }

    public Task<PfRestoring> RestoreAsync(PciAddress pf, RestoreScope scope, IProgress<StepProgress>? progress, CancellationToken cancellationToken) =>
        Task.FromResult(new PfRestoring(pf, pf.ToString()) { Problem = Recorded(root) });

    public Problem Forget(PciAddress pf) => Recorded(root);

    public Problem Move(PciAddress from, PciAddress to) => Recorded(root);
}
