using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Events;

/// <summary>
/// The one thread that runs libvirt's event loop for the whole process. Without it no event arrives and keepalive
/// closes every link.
/// </summary>
internal static unsafe class EventLoop
{
    private const int WakeMilliseconds = 3_600_000;

    private static readonly ManualResetEventSlim Never = new(initialState: false);

    /// <summary>Starts the loop; call once, before any connection is opened (libvirt-event.h demands that order).</summary>
    /// <returns>What went wrong, or null.</returns>
    internal static LibvirtException? Start()
    {
        const string Operation = "start the event loop";
        if (EventCalls.RegisterDefaultImplementation() < 0)
        {
            return LastError.Take(Operation, "libvirt");
        }

        // A timer that does next to nothing: libvirt's loop wakes itself when a connection is opened (virEventPollInterruptLocked), and an
        // agent shall sleep in between.
        if (EventCalls.AddTimeout(WakeMilliseconds, &ComeRound, 0, null) < 0)
        {
            return LastError.Take(Operation, "libvirt");
        }

        new Thread(Run) { IsBackground = true, Name = "libvirt events" }.Start();
        return null;
    }

    /// <summary>Frees the GCHandle that was given to libvirt as an opaque pointer; runs when libvirt forgets the callback.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void FreeGCHandle(nint handle) => GCHandle.FromIntPtr(handle).Free();

    private static void Run()
    {
        while (true)
        {
            if (EventCalls.RunDefaultImplementation() < 0)
            {
                // poll(2) failed; do not spin while the cause lasts.
                Never.Wait(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ComeRound(int timer, nint opaque)
    {
    }
}
