namespace Vfleet.TestKit.FakeTime;

/// <summary>A clock on which pauses are over at once, and deadlines (30 seconds and more) are what they are.</summary>
public sealed class HastyTime : TimeProvider
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime < Deadline ? TimeSpan.Zero : dueTime, period);
}
