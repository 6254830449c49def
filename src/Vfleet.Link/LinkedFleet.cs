using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Agent;

namespace Vfleet.Link;

/// <summary>
/// The fleet's side of the agent. While the host is in no fleet it only looks whether that has changed, and loads nothing of what
/// speaks to engines.
/// </summary>
/// <param name="around">What is around it.</param>
public sealed class LinkedFleet(LinkSurroundings around) : IFleetSide, IAsyncDisposable
{
    private readonly LinkFolder _folder = new(around.StateDirectory);
    private IWaking? _waking;
    private EngineLink? _link;
    private Task _ending = Task.CompletedTask;
    private string? _told;

    /// <inheritdoc/>
    public bool IsAtWork => _link is { } link && AtWork(link);

    /// <inheritdoc/>
    public void Attach(IWaking waking) => _waking = waking;

    /// <inheritdoc/>
    public void Looks()
    {
        if (_link is not null || _folder.Exists)
        {
            Follow();
        }

        if (_link is not null)
        {
            Begin(_link);
        }
    }

    /// <inheritdoc/>
    public DesiredHost? Complete(DesiredHost? document, bool isUnderstood, ObservedHost host) =>
        _link is null ? document : CompleteBy(_link, document, isUnderstood, host);

    /// <inheritdoc/>
    public void Saw(HostLook look)
    {
        if (_link is not null)
        {
            Tell(_link, look);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending;
        if (_link is not null)
        {
            await _link.DisposeAsync();
        }
    }

    // The host may have joined, left, or left and joined another since the last look.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Follow()
    {
        var record = _folder.Read(out var problem);
        if (_link is not null && record?.HostId != _link.Link.HostId)
        {
            around.Log.Link("the host has left its fleet");
            _ending = Task.WhenAll(_ending, EndAsync(_link));
            _link = null;
        }

        if (_link is null && record is not null)
        {
            problem = Open(record);
        }

        if (problem is not null && problem.Message != _told)
        {
            around.Log.Problem(problem);
        }

        _told = problem?.Message;
    }

    private async Task EndAsync(EngineLink link)
    {
        await link.DisposeAsync();
        if (_link is null)
        {
            File.Delete(Path.Join(around.RunDirectory, LinkStatus.FileName));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Problem? Open(LinkRecord record)
    {
        try
        {
            _link = new EngineLink(_folder, record, around, _waking!);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return new Problem(
                ProblemCode.StateDamaged, $"the key or a certificate in {_folder.Path} cannot be used: {fault.Message}", "vfleet leave, then join again with a new token", _folder.Path);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool AtWork(EngineLink link) => link.IsAtWork;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Begin(EngineLink link) => link.Looks();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DesiredHost? CompleteBy(EngineLink link, DesiredHost? document, bool isUnderstood, ObservedHost host) =>
        link.Complete(document, isUnderstood, host);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tell(EngineLink link, HostLook look) => link.Saw(look);
}
