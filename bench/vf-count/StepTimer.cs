using Vfleet.Domain.Planning;
using Vfleet.Host;

namespace Vfleet.Bench.VfCount;

/// <summary>Takes the time of the step that changes the number of VFs, within a change.</summary>
internal sealed class StepTimer(TimeProvider clock) : IProgress<StepProgress>
{
    private long _began;

    /// <summary>How long the step took.</summary>
    public TimeSpan Elapsed { get; private set; }

    public void Report(StepProgress value)
    {
        switch (value)
        {
            case { Step: PlanStep.SetVfCount, State: StepState.Started }:
                _began = clock.GetTimestamp();
                break;
            case { Step: PlanStep.SetVfCount, State: StepState.Done }:
                Elapsed = clock.GetElapsedTime(_began);
                break;
        }
    }
}
