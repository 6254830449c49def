using Vfleet.Domain.Problems;
using Vfleet.Host.Applying;

namespace Vfleet.Host.Tests.Applying;

public sealed class UndoStackTests
{
    private readonly UndoStack _stack = new();
    private readonly List<string> _ran = [];

    [Fact]
    public async Task Undoes_run_last_first()
    {
        Push("one");
        Push("two");
        Push("three");

        var report = await _stack.RunAsync();

        _ran.ShouldBe(["three", "two", "one"]);
        report.Undone.ShouldBe(["three", "two", "one"]);
        report.Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_undo_that_fails_stops_none_of_the_others_and_is_told()
    {
        Push("one");
        _stack.Push("two", () => Task.FromResult<Problem?>(new Problem(ProblemCode.KernelRefused, "no", "by hand")));
        _stack.Push("three", () => throw new IOException("broken"));
        Push("four");

        var report = await _stack.RunAsync();

        report.Undone.ShouldBe(["four", "one"]);
        report.Left.Select(problem => problem.Message).ShouldBe(["three: broken", "no"]);
    }

    [Fact]
    public async Task After_a_commit_nothing_is_undone()
    {
        Push("one");

        _stack.Commit();

        (await _stack.RunAsync()).Undone.ShouldBeEmpty();
        _ran.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_run_undoes_nothing_twice()
    {
        Push("one");
        await _stack.RunAsync();

        (await _stack.RunAsync()).Undone.ShouldBeEmpty();

        _ran.ShouldBe(["one"]);
    }

    private void Push(string name) => _stack.Push(name, () =>
    {
        _ran.Add(name);
        return Task.FromResult<Problem?>(null);
    });
}
