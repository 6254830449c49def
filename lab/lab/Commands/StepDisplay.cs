using System.Diagnostics;
using Spectre.Console;

namespace Vfleet.Lab.Program.Commands;

/// <summary>
/// Shows the steps of something slow: one line per finished step with its time, and a spinner for the present one on a terminal.
/// </summary>
internal sealed class StepDisplay : IProgress<string>
{
    private readonly StatusContext? _spinner;
    private readonly Lock _gate = new();
    private string? _current;
    private long _since;

    private StepDisplay(StatusContext? spinner)
    {
        _spinner = spinner;
    }

    /// <summary>Runs work that reports steps.</summary>
    public static async Task<T> RunAsync<T>(Func<StepDisplay, Task<T>> work)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            return await FinishAsync(new StepDisplay(null), work);
        }

        return await AnsiConsole.Status().StartAsync("...", spinner => FinishAsync(new StepDisplay(spinner), work));
    }

    /// <inheritdoc/>
    public void Report(string value)
    {
        lock (_gate)
        {
            End();
            _current = value;
            _since = Stopwatch.GetTimestamp();
            if (_spinner is null)
            {
                Console.WriteLine($"{value} ...");
            }
            else
            {
                _spinner.Status = Markup.Escape(value);
            }
        }
    }

    /// <summary>Shows a detail of the present step, such as the last line of a console.</summary>
    public void Detail(string detail)
    {
        lock (_gate)
        {
            if (_spinner is not null && _current is not null)
            {
                var room = Math.Max(10, AnsiConsole.Profile.Width - _current.Length - 8);
                _spinner.Status = $"{Markup.Escape(_current)} [grey]{Markup.Escape(detail.Length > room ? detail[..room] : detail)}[/]";
            }
        }
    }

    private static async Task<T> FinishAsync<T>(StepDisplay display, Func<StepDisplay, Task<T>> work)
    {
        var result = await work(display);
        lock (display._gate)
        {
            display.End();
        }

        return result;
    }

    private void End()
    {
        if (_current is not null && _spinner is not null)
        {
            var seconds = Stopwatch.GetElapsedTime(_since).TotalSeconds;
            AnsiConsole.MarkupLine($"[green]✓[/] {Markup.Escape(_current)} [grey]{seconds:0.0} s[/]");
        }

        _current = null;
    }
}
