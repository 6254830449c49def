using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Running;

/// <summary>The one table of exit codes. Scripts match on the numbers: lines are added, never changed.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or nothing to do.</summary>
    public const int Ok = 0;

    /// <summary>A defect of vfleet or something that nobody thought of.</summary>
    public const int Fault = 1;

    /// <summary>The output could not be written, or our own files.</summary>
    public const int Storage = 10;

    /// <summary>A change stopped half-way and not all of it could be undone.</summary>
    public const int Left = 12;

    /// <summary>A plan has something to do, for scripts that ask for it.</summary>
    public const int Pending = 20;

    /// <summary>The doctor found something that blocks.</summary>
    public const int Blocked = 21;

    /// <summary>Added to the number of the signal that ended a command.</summary>
    public const int SignalBase = 128;

    /// <summary>Whoever read the output closed it (SIGPIPE).</summary>
    public const int BrokenPipe = SignalBase + 13;

    private const int Interrupt = SignalBase + 2;

    /// <summary>Every exit code, the reason for it and the kind of problem that it stands for.</summary>
    public static IReadOnlyList<ExitCode> All { get; } =
    [
        new(Ok, null, "done, or nothing to do"),
        new(Fault, null, "unexpected fault: a defect of vfleet, please report it"),
        new(2, ProblemKind.Usage, "the command line is wrong: unknown option, malformed value, number out of range"),
        new(3, ProblemKind.NotFound, "a function, guest or device, or a resource of the fleet, that was named does not exist"),
        new(4, ProblemKind.Refused, "the host's state forbids it: a VF is held, a MAC is taken, the PF carries the default route"),
        new(5, ProblemKind.Busy, "somebody else is changing the same function now: try again"),
        new(6, ProblemKind.Unsupported, "the driver, the kernel or libvirt cannot do it"),
        new(7, ProblemKind.Permission, "run it as root; or log in to the engine, as a user who may do it"),
        new(8, ProblemKind.Failed, "the kernel or libvirt tried and failed; everything was undone"),
        new(9, ProblemKind.Timeout, "something did not answer in its time; everything was undone"),
        new(Storage, ProblemKind.Storage, "a file could not be written or read: disk full, read-only, damaged"),
        new(11, ProblemKind.Unavailable, "a service that is needed is not there (libvirt, the engine)"),
        new(Left, null, "a change stopped half-way and not all of it could be undone; the output says what is left"),
        new(Pending, null, "the plan has something to do (only 'vfleet plan --detailed-exit-code')"),
        new(Blocked, null, "the doctor found something that keeps SR-IOV from working (only 'vfleet doctor')"),
        new(Interrupt, ProblemKind.Cancelled, "interrupted by Ctrl-C; everything was undone (129 and 143: the same by SIGHUP and SIGTERM)"),
        new(BrokenPipe, null, "whoever read the output closed it, as in 'vfleet vf list | head -1'"),
    ];

    /// <summary>The exit code of one problem.</summary>
    /// <param name="kind">Its kind.</param>
    public static int Of(ProblemKind kind)
    {
        foreach (var code in All)
        {
            if (code.Kind == kind)
            {
                return code.Number;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(kind), kind, "this kind of problem has no exit code");
    }

    /// <summary>The exit code of several problems: the smallest, which is what the caller must mend first.</summary>
    /// <param name="problems">At least one.</param>
    public static int Of(IEnumerable<Problem> problems) => problems.Min(problem => Of(problem.Code.Kind));
}

/// <summary>A line of the table of exit codes.</summary>
/// <param name="Number">What the shell sees in $?.</param>
/// <param name="Kind">The kind of problem; null when it stands for none.</param>
/// <param name="Meaning">When it is used.</param>
internal sealed record ExitCode(int Number, ProblemKind? Kind, string Meaning);
