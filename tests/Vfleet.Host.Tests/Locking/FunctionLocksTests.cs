using Vfleet.Domain.Functions;
using Vfleet.Domain.Problems;
using Vfleet.Host.Locking;
using Vfleet.Primitives;

namespace Vfleet.Host.Tests.Locking;

public sealed class FunctionLocksTests : IDisposable
{
    private static readonly PciAddress Pf = PciAddress.Parse("0000:01:00.0");
    private static readonly PciAddress OtherPf = PciAddress.Parse("0000:01:00.1");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_one_may_change_a_PF_and_the_second_learns_who_does()
    {
        using var first = Taken(Locks("vfleet pf set enp1s0 --vfs 7").TakePf(Pf));

        var second = Locks("vfleet").TakePf(Pf).ShouldBeOfType<LockResult.Busy>();

        second.Problem.Code.ShouldBe(ProblemCode.Locked);
        second.Problem.Message.ShouldContain("0000:01:00.0 is being changed by 'vfleet pf set enp1s0 --vfs 7'");
        second.Problem.Message.ShouldContain($"pid {Environment.ProcessId}");
    }

    [Fact]
    public void Different_VFs_of_one_PF_may_be_changed_at_once()
    {
        using var first = Taken(Locks("a").TakeVf(new VfId(Pf, 0)));
        using var second = Taken(Locks("b").TakeVf(new VfId(Pf, 1)));

        Locks("c").TakeVf(new VfId(Pf, 1)).ShouldBeOfType<LockResult.Busy>().Problem.Message.ShouldContain("0000:01:00.0/1 is being changed by 'b'");
    }

    [Fact]
    public void A_PF_cannot_be_changed_while_one_of_its_VFs_is_and_the_other_way_round()
    {
        using (Taken(Locks("a").TakeVf(new VfId(Pf, 0))))
        {
            Locks("b").TakePf(Pf).ShouldBeOfType<LockResult.Busy>();
        }

        using (Taken(Locks("a").TakePf(Pf)))
        {
            Locks("b").TakeVf(new VfId(Pf, 0)).ShouldBeOfType<LockResult.Busy>();
            using var elsewhere = Taken(Locks("c").TakePf(OtherPf));
        }
    }

    [Fact]
    public void A_lock_that_was_freed_can_be_taken_again()
    {
        Taken(Locks("a").TakePf(Pf)).Dispose();
        Taken(Locks("b").TakePf(Pf)).Dispose();
    }

    [Fact]
    public void A_lock_that_cannot_be_had_in_full_is_not_held_in_part()
    {
        using (Taken(Locks("a").TakeVf(new VfId(Pf, 0))))
        {
            Locks("b").TakeVf(new VfId(Pf, 0)).ShouldBeOfType<LockResult.Busy>();
        }

        // 'b' must have let go of its shared lock on the PF.
        Taken(Locks("c").TakePf(Pf)).Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_problem_with_its_path()
    {
        var file = Path.Join(_folder.Path, "file");
        File.WriteAllText(file, "");

        var busy = new FunctionLocks(Path.Join(file, "locks"), "a", TimeProvider.System).TakePf(Pf).ShouldBeOfType<LockResult.Busy>();

        busy.Problem.Code.ShouldBe(ProblemCode.StateNotSaved);
        busy.Problem.Message.ShouldContain(file);
    }

    private FunctionLocks Locks(string caller) => new(_folder.Path, caller, TimeProvider.System);

    private static IDisposable Taken(LockResult result) => result.ShouldBeOfType<LockResult.Taken>().Lock;
}
