using Vfleet.Host;

namespace Vfleet.Cli.Output;

/// <summary>
/// Says what is going on once it takes more than two seconds: one live line on a terminal, else one line for each step that takes more
/// than two seconds. Before the first step it says what is waited for.
/// </summary>
internal sealed class ProgressLine : IProgress<StepProgress>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(125);

    private readonly Lock _lock = new();
    private readonly Screen _screen;
    private readonly TimeProvider _time;
    private readonly bool _silent;
    private string _waitingFor;
    private readonly long _begin;
    private readonly ITimer _timer;
    private StepProgress? _step;
    private long _stepBegin;
    private bool _announced;
    private bool _drawn;
    private bool _ended;
    private int _frame;

    /// <summary>Begins to watch.</summary>
    /// <param name="screen">Standard error.</param>
    /// <param name="time">The clock.</param>
    /// <param name="silent">Whether to say nothing of steps (JSON).</param>
    /// <param name="waitingFor">What goes on before the first step.</param>
    public ProgressLine(Screen screen, TimeProvider time, bool silent, string waitingFor = "reading the host")
    {
        (_screen, _time, _silent, _waitingFor) = (screen, time, silent, waitingFor);
        _begin = _stepBegin = time.GetTimestamp();
        _timer = time.CreateTimer(static line => ((ProgressLine)line!).OnBeat(), this, Beat, Beat);
    }

    /// <inheritdoc/>
    public void Report(StepProgress value)
    {
        lock (_lock)
        {
            // Steps of several PFs come side by side, with the same numbers.
            var isAnother = _step is null || _step.Number != value.Number || _step.Step != value.Step
                || (_step.State == StepState.Undoing) != (value.State == StepState.Undoing);
            if (isAnother)
            {
                (_stepBegin, _announced) = (_time.GetTimestamp(), false);
            }

            _step = value;
        }
    }

    /// <summary>Says what is waited for now, where there are no steps to count.</summary>
    /// <param name="what">What goes on.</param>
    public void WaitFor(string what)
    {
        lock (_lock)
        {
            if (what != _waitingFor)
            {
                (_waitingFor, _stepBegin, _announced) = (what, _time.GetTimestamp(), false);
            }
        }
    }

    /// <summary>Prints a line between two states of the live line.</summary>
    /// <param name="text">The line.</param>
    public void Say(string text)
    {
        lock (_lock)
        {
            Clear();
            _screen.Line(text);
            _screen.Flush();
        }
    }

    /// <summary>Ends the live line and removes it.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _ended = true;
            Clear();
            _screen.Flush();
        }
    }

    private void OnBeat()
    {
        lock (_lock)
        {
            if (_ended || _silent)
            {
                return;
            }

            if (_screen.IsTerminal)
            {
                if (_time.GetElapsedTime(_begin) >= Patience)
                {
                    Draw();
                }
            }
            else if (!_announced && _step?.State is not (StepState.Done or StepState.Failed) && _time.GetElapsedTime(_stepBegin) >= Patience)
            {
                _announced = true;
                _screen.Line(_step is { } step ? $"step {step.Number}/{step.Total}: {Text(step)}" : _waitingFor);
                _screen.Flush();
            }
        }
    }

    private void Draw()
    {
        var spinner = _screen.Glyphs.Spinner;
        var seconds = (int)_time.GetElapsedTime(_begin).TotalSeconds;
        var what = _step is { } step ? $"step {step.Number} of {step.Total}: {Text(step)}" : _waitingFor;
        var line = $"{spinner[_frame++ % spinner.Length]} {what}";
        var end = $"  {seconds} s";
        var most = Math.Max(20, (_screen.Width ?? 80) - 1) - end.Length;
        if (line.Length > most)
        {
            line = line[..(most - _screen.Glyphs.Ellipsis.Length)] + _screen.Glyphs.Ellipsis;
        }

        _screen.ClearLine();
        _screen.Write(line + end);
        _screen.Flush();
        _drawn = true;
    }

    private void Clear()
    {
        if (_drawn)
        {
            _screen.ClearLine();
            _drawn = false;
        }
    }

    private static string Text(StepProgress step)
    {
        var text = step.State == StepState.Undoing ? $"undoing: {step.Step.Description}" : step.Step.Description;
        return step.Detail.Length == 0 ? text : $"{text} ({step.Detail})";
    }
}
