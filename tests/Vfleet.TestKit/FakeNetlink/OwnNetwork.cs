using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>
/// A network namespace of the running kernel for one test (needs root): a thread that has left the host's namespace, on which the test
/// opens its sockets. Programs started there see it too. It vanishes with the thread.
/// </summary>
public sealed partial class OwnNetwork : IDisposable
{
    private const int CLONE_NEWNET = 0x40000000;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public OwnNetwork()
    {
        var started = new TaskCompletionSource();
        _thread = new Thread(() => Run(started)) { IsBackground = true, Name = "own network namespace" };
        _thread.Start();
        started.Task.GetAwaiter().GetResult();
    }

    /// <summary>Runs something on the namespace's thread.</summary>
    public T Do<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>();
        _work.Add(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task.GetAwaiter().GetResult();
    }

    /// <summary>Runs <c>ip</c>, <c>bridge</c> or the like; a failure is thrown with its words.</summary>
    public string Run(string program, string arguments) => Do(() =>
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {arguments}: {errors}");
    });

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run(TaskCompletionSource started)
    {
        if (Unshare(CLONE_NEWNET) != 0)
        {
            var reason = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
            started.SetException(new InvalidOperationException($"this test needs root to make a network namespace: {reason}"));
            return;
        }

        started.SetResult();
        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
