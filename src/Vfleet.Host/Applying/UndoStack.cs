using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Host.Applying;

/// <summary>What must be done to take back the steps that were done, last first.</summary>
public sealed class UndoStack
{
    private readonly Stack<Undo> _undos = new();

    /// <summary>Remembers how to take back a step that has just been done.</summary>
    /// <param name="description">What the undo does, for people, for example <c>bind enp1s0f0/3 to igbvf again</c>.</param>
    /// <param name="run">Does it; a problem says what could not be taken back.</param>
    public void Push(string description, Func<Task<Problem?>> run) => _undos.Push(new Undo(description, run));

    /// <summary>Forgets everything: the work is done and stays.</summary>
    public void Commit() => _undos.Clear();

    /// <summary>
    /// Takes everything back, last first. One that fails stops none of the others. It cannot be cancelled: half an undo is what the
    /// stack exists to prevent.
    /// </summary>
    /// <returns>What was taken back, and what could not be.</returns>
    public async Task<UndoReport> RunAsync()
    {
        var done = ImmutableArray.CreateBuilder<string>();
        var left = ImmutableArray.CreateBuilder<Problem>();
        while (_undos.TryPop(out var undo))
        {
            try
            {
                if (await undo.Run() is { } problem)
                {
                    left.Add(problem);
                }
                else
                {
                    done.Add(undo.Description);
                }
            }
            catch (Exception fault)
            {
                left.Add(Faults.ToProblem(fault, undo.Description));
            }
        }

        return new UndoReport(done.DrainToImmutable(), left.DrainToImmutable());
    }

    private sealed record Undo(string Description, Func<Task<Problem?>> Run);
}

/// <summary>What an undo achieved.</summary>
/// <param name="Undone">What was taken back, in order.</param>
/// <param name="Left">What could not be taken back.</param>
public sealed record UndoReport(ImmutableArray<string> Undone, ImmutableArray<Problem> Left);
