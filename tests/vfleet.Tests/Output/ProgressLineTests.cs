using Vfleet.Cli.Output;
using Vfleet.Domain.Planning;
using Vfleet.Host;
using Vfleet.TestKit.FakeHost;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Cli.Tests.Output;

public sealed class ProgressLineTests : IDisposable
{
    private static readonly PlanStep Create = new PlanStep.SetVfCount(SampleHost.First, "enp1s0f0", 0, 7);
    private static readonly PlanStep Up = new PlanStep.SetLink(SampleHost.First, "enp1s0f0", Up: true);

    private readonly StringWriter _text = new() { NewLine = "\n" };
    private readonly ManualTime _time = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void A_pipe_gets_a_line_for_each_step_of_more_than_two_seconds()
    {
        using (var progress = Line(width: null))
        {
            Run(progress, 1, Up, seconds: 1);
            Run(progress, 2, Create, seconds: 5);
            Run(progress, 3, Up, seconds: 1.9);
        }

        _text.ToString().ShouldBe("step 2/3: create 7 VFs on enp1s0f0 and wait for each\n");
    }

    [Fact]
    public void A_pipe_gets_a_line_for_a_long_undo()
    {
        using (var progress = Line(width: null))
        {
            progress.Report(new StepProgress(2, 3, Create, StepState.Started));
            _time.Advance(TimeSpan.FromSeconds(1));
            progress.Report(new StepProgress(2, 3, Create, StepState.Undoing));
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        _text.ToString().ShouldBe("step 2/3: undoing: create 7 VFs on enp1s0f0 and wait for each\n");
    }

    [Fact]
    public void A_terminal_gets_one_live_line_after_two_seconds_that_goes_away()
    {
        using (var progress = Line(width: 80))
        {
            progress.Report(new StepProgress(1, 2, Create, StepState.Started));
            _time.Advance(TimeSpan.FromSeconds(1.9));
            _text.ToString().ShouldBeEmpty();
            progress.Report(new StepProgress(1, 2, Create, StepState.Running, "5 of 7 VFs are there"));
            _time.Advance(TimeSpan.FromSeconds(1.5));
        }

        var frames = _text.ToString().Split("\r\u001b[K", StringSplitOptions.RemoveEmptyEntries);
        frames[0].ShouldBe("⠋ step 1 of 2: create 7 VFs on enp1s0f0 and wait for each (5 of 7 VFs are…  2 s");
        frames[^1].ShouldEndWith("  3 s");
        frames.ShouldAllBe(frame => frame.Length < 80);
        _text.ToString().ShouldEndWith("\r\u001b[K");
        _text.ToString().ShouldNotContain('\n');
    }

    [Fact]
    public void A_host_that_answers_late_is_waited_for_aloud()
    {
        using (Line(width: null))
        {
            _time.Advance(TimeSpan.FromSeconds(9));
        }

        _text.ToString().ShouldBe("reading the host\n");
    }

    [Fact]
    public void JSON_gets_nothing()
    {
        using (var progress = Line(width: 80, silent: true))
        {
            Run(progress, 1, Create, seconds: 30);
        }

        _text.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void A_word_in_between_does_not_mix_with_the_live_line()
    {
        using (var progress = Line(width: 80))
        {
            progress.Report(new StepProgress(1, 2, Create, StepState.Started));
            _time.Advance(TimeSpan.FromSeconds(3));
            progress.Say("interrupted");
        }

        _text.ToString().ShouldEndWith("\r\u001b[Kinterrupted\n");
    }

    [Fact]
    public void Nothing_is_drawn_after_the_end()
    {
        var progress = Line(width: 80);
        progress.Report(new StepProgress(1, 2, Create, StepState.Started));
        progress.Dispose();
        progress.Dispose();
        _time.Advance(TimeSpan.FromSeconds(10));

        _text.ToString().ShouldBeEmpty();
    }

    private ProgressLine Line(int? width, bool silent = false) =>
        new(new Screen(_text, new ScreenTraits(width is not null, width, Unicode: true), color: false), _time, silent);

    private void Run(ProgressLine progress, int number, PlanStep step, double seconds)
    {
        progress.Report(new StepProgress(number, 3, step, StepState.Started));
        _time.Advance(TimeSpan.FromSeconds(seconds));
        progress.Report(new StepProgress(number, 3, step, StepState.Done));
    }
}
