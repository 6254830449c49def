using Vfleet.Domain.Functions;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Files;
using Vfleet.Primitives;

namespace Vfleet.Host.Locking;

/// <summary>
/// Who may change a function now. A change of a whole PF excludes everyone from it and its VFs; changes of different VFs of one PF
/// go side by side. The kernel frees a lock when its process ends, however it ends.
/// </summary>
/// <param name="directory">Where the lock files lie; made when missing.</param>
/// <param name="caller">What runs, for others to read.</param>
/// <param name="time">For the note since when.</param>
public sealed class FunctionLocks(string directory, string caller, TimeProvider time)
{
    /// <summary>Locks a PF with all its VFs.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>The lock, or why it cannot be had.</returns>
    public LockResult TakePf(PciAddress pf) => Take([(PathOf(pf), true)], pf.ToString());

    /// <summary>Locks one VF, and keeps others from changing its PF.</summary>
    /// <param name="vf">The VF.</param>
    /// <returns>The lock, or why it cannot be had.</returns>
    public LockResult TakeVf(VfId vf) => Take([(PathOf(vf.Pf), false), (PathOf(vf.Pf) + $".vf{vf.Index}", true)], vf.ToString());

    private LockResult Take(ReadOnlySpan<(string Path, bool Exclusive)> files, string function)
    {
        var held = new HeldLocks();
        try
        {
            Directory.CreateDirectory(directory);
            foreach (var (path, exclusive) in files)
            {
                if (FileLock.TryTake(path, exclusive, Note(), out var holder) is not { } taken)
                {
                    held.Dispose();
                    return new LockResult.Busy(new Problem(
                        ProblemCode.Locked,
                        $"{function} is being changed by {(holder.Length == 0 ? "another vfleet" : holder)}",
                        "wait until that is done and try again",
                        function));
                }

                held.Add(taken);
            }

            return new LockResult.Taken(held);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            return new LockResult.Busy(new Problem(
                fault is UnauthorizedAccessException ? ProblemCode.NoPermission : ProblemCode.StateNotSaved,
                $"cannot lock {function}: {fault.Message}",
                fault is UnauthorizedAccessException ? "run as root: sudo vfleet ..." : $"check the disk of {directory}",
                function));
        }
    }

    private string Note() => $"'{caller}' (pid {Environment.ProcessId}, since {time.GetLocalNow():HH:mm:ss})";

    private string PathOf(PciAddress pf) => Path.Join(directory, $"{pf}.lock");
}

/// <summary>Whether a lock was taken.</summary>
public abstract record LockResult
{
    private LockResult()
    {
    }

    /// <summary>It was; dispose to free it.</summary>
    /// <param name="Lock">The lock.</param>
    public sealed record Taken(IDisposable Lock) : LockResult;

    /// <summary>It was not.</summary>
    /// <param name="Problem">Who has it, or why it cannot be had.</param>
    public sealed record Busy(Problem Problem) : LockResult;
}

/// <summary>Several locks that are freed together, in reverse order.</summary>
internal sealed class HeldLocks : IDisposable
{
    private readonly Stack<IDisposable> _locks = new();

    public void Add(IDisposable taken) => _locks.Push(taken);

    public void Dispose()
    {
        while (_locks.TryPop(out var taken))
        {
            taken.Dispose();
        }
    }
}
