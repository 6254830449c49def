using Vfleet.Domain.Problems;

namespace Vfleet.Link.Connecting;

/// <summary>How the link is: written down whenever the engine answers or does not, told when that changes.</summary>
internal sealed class LinkCondition
{
    // Reports and the stream tell it at the same time: what is news to one of them is none to the other.
    private readonly Lock _gate = new();
    private readonly string _runDirectory;
    private readonly ILinkLog _log;
    private readonly TimeProvider _time;
    private LinkStatus _status;
    private Problem? _reportProblem;
    private Problem? _streamProblem;
    private TaskCompletionSource _welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes it, as of a link that has not been tried.</summary>
    /// <param name="status">What is known of it.</param>
    /// <param name="runDirectory">Where it is written.</param>
    /// <param name="log">Told of it.</param>
    /// <param name="time">The clock.</param>
    public LinkCondition(LinkStatus status, string runDirectory, ILinkLog log, TimeProvider time)
    {
        (_status, _runDirectory, _log, _time) = (status, runDirectory, log, time);
        _welcome.SetResult();
        Change(same => same);
    }

    /// <summary>How it is.</summary>
    public LinkStatus Status => Volatile.Read(ref _status);

    /// <summary>Waits while the host is put out.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task WelcomeAsync(CancellationToken cancellationToken) => Volatile.Read(ref _welcome).Task.WaitAsync(cancellationToken);

    /// <summary>A report was taken.</summary>
    /// <param name="engine">By which engine.</param>
    public void Answered(Uri engine)
    {
        using var alone = _gate.EnterScope();
        var isNews = Status.ConnectedSince is null || Status.IsRevoked;
        _reportProblem = null;
        Change(status => status with
        {
            Engine = engine.GetLeftPart(UriPartial.Authority),
            ConnectedSince = status.ConnectedSince ?? _time.GetUtcNow(),
            LastContact = _time.GetUtcNow(),
            IsRevoked = false,
        });
        _welcome.TrySetResult();
        if (isNews)
        {
            _log.Link($"in touch with the engine {engine.Authority}");
        }
    }

    /// <summary>A report was not taken.</summary>
    /// <param name="engine">By which engine.</param>
    /// <param name="problem">Why.</param>
    public void Failed(Uri engine, Problem problem)
    {
        using var alone = _gate.EnterScope();
        var isNews = _reportProblem?.Message != problem.Message;
        _reportProblem = problem;
        Change(status => status with { Engine = engine.GetLeftPart(UriPartial.Authority), ConnectedSince = null });
        if (isNews)
        {
            _log.Problem(problem);
        }
    }

    /// <summary>The host was put out.</summary>
    /// <param name="problem">What the engine says.</param>
    public void Revoked(Problem problem)
    {
        using var alone = _gate.EnterScope();
        var isNews = !Status.IsRevoked;
        if (isNews)
        {
            _welcome = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _reportProblem = problem;
        Change(status => status with { ConnectedSince = null, IsRevoked = true });
        if (isNews)
        {
            _log.Problem(problem);
        }
    }

    /// <summary>The stream of what is desired came, or broke.</summary>
    /// <param name="problem">Why it broke; null when it is there.</param>
    public void Streamed(Problem? problem)
    {
        using var alone = _gate.EnterScope();
        var isNews = problem is not null && _streamProblem?.Message != problem.Message && _reportProblem?.Message != problem.Message;
        _streamProblem = problem;
        Change(same => same);
        if (isNews)
        {
            _log.Problem(problem!);
        }
    }

    /// <summary>Something else of it changed.</summary>
    /// <param name="change">What.</param>
    public void Change(Func<LinkStatus, LinkStatus> change)
    {
        lock (_gate)
        {
            var why = _reportProblem ?? _streamProblem;
            _status = change(_status) with { Problem = why?.Message, Remedy = why?.Remedy };
            try
            {
                _status.Write(_runDirectory);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Only those who look at the status miss it.
                _log.Problem(new Problem(ProblemCode.FileFault, $"{_runDirectory} cannot be written: {fault.Message}", "check its rights and its room", _runDirectory));
            }
        }
    }
}
