using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Host.State;
using Vfleet.Primitives;

namespace Vfleet.Host.Restoring;

/// <summary>What is kept of the PFs of a recorded host: it can be read, and nothing can be restored.</summary>
/// <param name="root">What people call the recording.</param>
/// <param name="state">The state files in it.</param>
internal sealed class RecordedKeeping(string root, PfStateStore state) : IHostKeeping
{
    public static Problem Recorded(string root) => new(
        ProblemCode.RecordedHost,
        $"{root} is a recording, which cannot be changed",
        "leave --root out to change this machine, or add --dry-run to see the plan");

    public string? BootId => null;

    public bool IsRestored(PciAddress pf) => true;

    public ImmutableDictionary<PciAddress, PfState> ReadAll(out ImmutableArray<Problem> problems) => state.ReadAll(out problems);

    public Task<PfRestoring> RestoreAsync(PciAddress pf, RestoreScope scope, IProgress<StepProgress>? progress, CancellationToken cancellationToken) =>
        Task.FromResult(new PfRestoring(pf, pf.ToString()) { Problem = Recorded(root) });

    public Problem Forget(PciAddress pf) => Recorded(root);

    public Problem Move(PciAddress from, PciAddress to) => Recorded(root);
}
